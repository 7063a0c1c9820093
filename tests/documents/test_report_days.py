"""What a report knows ends with the day of its last approval, whenever it is frozen or put into another language."""

from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import Report
from crm.leads.models import Lead
from crm.reports import queries, services
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_report_records import host_of
from tests.documents.written import approve, back_home, begun, content, html
from tests.insights import fairs
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat(f"{day}T03:00:00+00:00"))


def profiled(host: Organisation, text: str) -> None:
    with writing(), fairs.action(fairs.OPENED, by=None):
        row = db.session.get_one(Organisation, host.id)
        row.profile, row.updated_at = text, clock.now()
        db.session.commit()


def test_a_report_frozen_long_after_its_last_approval_knows_nothing_of_what_came_since(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, other, ours = (
        host_of(mission),
        book.organisation("图们百货"),
        book.organisation("丸直ニット", "ja", country="JP"),
    )
    journey.talk(other, book.person("王海", at=other), starts=datetime(2026, 12, 12, 14), activity=mission)
    profiled(host, "当時の紹介。")
    made = begun(mission)
    for day in (date(2026, 12, 23), date(2027, 5, 20)):
        case = fairs.case("lead signed", ours=ours, theirs=host, on=date(2026, 12, 12), activity_id=mission.id)
        fairs.agreement(case, day)
    at(monkeypatch, "2027-07-01")
    journey.talk(other, book.person("李后来", at=other), starts=datetime(2027, 6, 1, 14), activity=mission)
    profiled(other, "今の紹介。")
    with writing():
        services.submit(queries.one(made.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    for role in reports.CHAIN.values():
        with writing():
            row, user = queries.one(made.id, user=cast.user(role)), cast.user(role)
            services.decide(
                row, approve=True, comment="", by=user, freeze=partial(contents.frozen, row, user=user),
                at=datetime.fromisoformat("2026-12-25T02:00:00+00:00"),
            )  # fmt: skip
            db.session.commit()
    page = html(reports.fresh(made.id))
    assert page.count("その後締結（") == 1
    assert "12月23日" in page.partition("その後締結（")[2][:80]
    assert "当時の紹介。" in page
    assert "今の紹介。" not in page
    assert "李后来" not in page
    told = contents.told(rules.wish(mission.id, kind=rules.REPORT, language="en"), user=cast.user())
    assert isinstance(told, Report)
    assert [row.signed_on for move in told.moves for row in move.signed] == [date(2026, 12, 23)]


def test_a_lead_that_was_given_up_after_the_report_is_told_as_pursued(mission: Activity) -> None:
    for rank, followed in (("A", "2026-12-20"), ("B", "2026-12-23")):
        fairs.lead(
            mission, on=mission.start_on, rank=rank, status="disqualified",
            first_followup_at=datetime.fromisoformat(f"{followed}T03:00:00+00:00"),
        )  # fmt: skip
    later = fairs.lead(mission, on=mission.start_on, rank="C", status="new")
    report = begun(mission)
    with pytest.MonkeyPatch.context() as patch:
        at(patch, "2026-12-24")
        with writing():
            with fairs.action(fairs.OPENED, by=None):
                db.session.get_one(Lead, later.id).status = "disqualified"
            db.session.commit()
    told = content(reports.fresh(report.id))
    assert isinstance(told, Report)
    assert [lead.rank for lead in told.pursued] == ["B", "C"]
    assert html(reports.fresh(report.id)).partition('id="leads"')[2].count("<small>対応終了</small>") == 1


def test_an_approved_report_printed_in_another_language_is_its_translation_and_no_draft(mission: Activity) -> None:
    hosts = [host_of(mission), book.organisation("图们百货")]
    for hour, host in enumerate([*hosts, hosts[0]], 13):
        journey.talk(
            host, book.person(f"王{hour}", at=host), starts=datetime(2026, 12, 12, hour), activity=mission,
            competitors="韩国产品便宜三成。",
        )  # fmt: skip
    approve(begun(mission))
    for language, draft, signed in (("zh-Hans", "草稿", "register signing"), ("en", "Draft version", "stamps")):
        wish = rules.wish(mission.id, kind=rules.REPORT, language=language)
        told = contents.told(wish, user=cast.user())
        db.session.expunge_all()
        db.session.rollback()
        page = contents.bare_html(told, contents.Imprint("1", 1, date(2026, 12, 21), ""))
        assert draft not in page
        boxes = page.partition(f'<table class="{signed}">')[2].partition("</table>")[0]
        assert boxes.count("<b>") == len(reports.CHAIN), "who approved it stands in the boxes"
        market = page.partition('id="market">')[2].partition("</section>")[0]
        assert market.count("韩国产品便宜三成。") == 1, "once, with both who said it"
