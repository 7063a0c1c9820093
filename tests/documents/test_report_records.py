"""What a report says stands in the records as they are: claimed is not confirmed, and signed is not expected."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.documents.contents import Report
from crm.meetings.models import Meeting
from crm.negotiations.models import NegotiationMeeting
from crm.partners.models import RouteEvidence, SalesRoute
from tests.contacts import book
from tests.documents.written import back_home, begun, content, html
from tests.insights import fairs

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def host_of(mission: Activity) -> Organisation:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    return db.session.get_one(Organisation, held.organisation_id)


def test_a_route_of_which_there_is_only_a_word_is_told_as_claimed(mission: Activity) -> None:
    host = host_of(mission)
    for name, status, grade in (
        ("直営十四店", "active", "site_verified"),
        ("百貨店の棚", "suspended", "documented"),
        ("口頭の卸網", "claimed", "claimed"),
        ("話だけの通販", "active", "claimed"),
    ):
        route = SalesRoute(organisation_id=host.id, name=name, channel="own_store", status=status)
        route.evidence = [RouteEvidence(grade=grade, on=mission.start_on)]
        fairs.keep(route)
    report = begun(mission)
    told = content(report)
    assert isinstance(told, Report)
    assert [seen.confirmed for seen in told.market.routes] == [True, True, False, False]
    confirmed, claimed = html(report).split("確認した販売ルート")[1].split("確認が済んでいない販売ルート")
    assert "直営十四店" in confirmed
    assert "百貨店の棚" in confirmed
    assert "一時停止" in confirmed
    assert "口頭の卸網" in claimed
    assert "話だけの通販" in claimed
    assert "卸網" not in confirmed


def test_what_was_signed_in_a_negotiation_stands_with_it_and_never_as_expected_alone(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, ours = host_of(mission), book.organisation("丸直ニット", "ja", country="JP")
    earlier = fairs.activity(mission.place, start_on=date(2026, 1, 5), end_on=date(2026, 1, 8))
    day = date(2026, 12, 12)
    cases = [
        fairs.case(
            "lead signed", ours=ours, theirs=host, on=day, talked=None, title=title, activity_id=origin.id,
            value=Decimal(value), currency="CNY",
        )
        for title, origin, value in (("前回からの商談", earlier, 150_000), ("今回の商談", mission, 90_000))
    ]  # fmt: skip
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    fairs.keep(*(NegotiationMeeting(negotiation_id=case.id, meeting_id=held.id) for case in cases[:1]))
    fairs.agreement(cases[0], day, value=Decimal(150_000), currency="CNY")
    fairs.agreement(cases[1], date(2027, 5, 20), value=Decimal(88_000), currency="CNY")
    report = begun(mission)
    told = content(report)
    assert isinstance(told, Report)
    assert {move.negotiation.title: [row.value for row in move.signed] for move in told.moves} == {
        "前回からの商談": [Decimal(150_000)],
        "今回の商談": [Decimal(88_000)],
    }
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-07-01T03:00:00+00:00"))
    page = html(report)
    table = page.split('id="negotiations"')[1].split("</table>")[0]
    assert "その後締結（" in table
    assert "88,000" in table
    assert table.replace("その後締結（", "").count("締結（") == 1
    listed = [row.value for row in told.signed]
    assert listed == [Decimal(150_000)], "counted by the mission that began it, and listed here all the same"
    assert not told.agreements
    assert "他の事業の成果" in page.split('id="agreements"')[1]
