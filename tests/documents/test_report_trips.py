"""A report declares a trip, and is called by one, only where a record says so."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import contents
from crm.insights.queries import population
from crm.insights.rules import Selection
from crm.meetings.models import Attendee, Meeting
from crm.outcomes import queries as outcomes
from crm.reports.models import MissionReport
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_report_candour import change, plain
from tests.documents.test_report_records import short_of
from tests.documents.written import approve, begun, content, html
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("known", "went", "lack"),
    [("nobody", False, "No record says who travelled: the report does not say that anybody did."),
     ("order", True, ""),
     ("attended", True, ""),
     ("seat", True, ""),
     ("accepted", False, "No record says that the reporter went: the report declares no official trip."),
     ("another", False, "No record says that the reporter went: the report declares no official trip.")],
)  # fmt: skip
def test_only_where_a_record_says_that_who_reports_was_there_a_report_declares_an_official_trip(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, known: str, lack: str, *, went: bool
) -> None:
    """The account that opened the form declared a trip, above 「参加者の記録はない」; who was only to come, one above
    「出欠は未確認」."""
    fair = voyage.mission(type="product_fair")
    sano = book.person("佐野 奈緒", "ja")
    if known in ("accepted", "attended"):
        voyage.delegate(fair, sano, status=known)
    if known == "another":
        voyage.delegate(fair, status="attended")
    if known == "seat":
        host = book.organisation("甲有限公司", "zh-Hans")
        journey.talk(host, book.person("王 芳", "zh-Hans", at=host), starts=datetime(2026, 12, 11, 9), activity=fair)
        held = db.session.scalars(select(Meeting).where(Meeting.activity_id == fair.id)).one()
        fairs.keep(Attendee(meeting_id=held.id, person_id=sano.id, side="ours", name_snapshot="佐野 奈緒"))
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    report = short_of(fair)
    with writing(), action(CHANGED, by=None):
        row = db.session.get_one(MissionReport, report.id)
        row.reporter, row.order_number = "国際担当 佐野 奈緒", "旅行命令 第12号" if known == "order" else ""
        db.session.commit()
    report = reports.fresh(report.id)
    page = plain(html(report))
    assert (
        "下記のとおり出張しましたので、復命します。" if went else "下記のとおり実施しましたので、報告します。"
    ) in page
    assert ("復命書" in page, "簡易実施報告書" in page) == (went, not went), "it is called by what it declares"
    assert ("用務" in page, "事業名" in page) == (went, not went)
    lacks = [str(each.text) for each in contents.advised(report, user=cast.user())]
    assert [told for told in lacks if told.startswith("No record")] == ([lack] if lack else [])


def test_a_short_report_on_what_was_cancelled_or_is_to_come_is_not_called_by_an_official_trip(
    session: scoped_session[Session], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """復命書, 用務 and 出張先 stood on the report of a cancelled mission."""
    fair = voyage.mission(type="product_fair")
    voyage.delegate(fair, name="佐野 奈緒", status="attended")
    report = reports.begun(fair, form="short")
    ahead = plain(html(report))
    assert ("簡易実施報告書" in ahead, "復命書" in ahead, "出張先" in ahead) == (True, False, True)
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    change(fair, status="cancelled")
    off = plain(html(reports.fresh(report.id)))
    for told in ("簡易実施報告書", "事業名", "実施予定場所"):
        assert told in off, told
    for wrong in ("復命書", "用務", "出張先", "実施場所"):
        assert wrong not in off, wrong
    cast.sign_in(client, Role.COORDINATOR)
    shown = plain(client.get(f"/documents/reports/{report.id}").get_data(as_text=True))
    assert ("Short report on an event" in shown, "Official trip report" in shown) == (True, False)
    kept = content(approve(reports.fresh(report.id)))
    assert "簡易実施報告書" in contents.bare_html(kept, contents.imprint(kept)).split("</title>")[0]


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_a_long_report_has_no_destinations_of_what_its_cover_says_took_place(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, direction: str
) -> None:
    """主な訪問地 and 期間・訪問先 stood on page 2 of an activity that nobody is known to have travelled for."""
    fair = voyage.mission(type="product_fair", direction=direction)
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    report = begun(fair)
    page = plain(html(report))
    assert ("期間・実施場所" in page, page.count(" 実施場所 ")) == (True, 2), "on the cover and in the chapter"
    assert ("主な訪問地" in page, "訪問先" in page.split("参加者")[0]) == (False, False)
    if direction == "outbound":
        voyage.delegate(fair, status="attended")
        page = plain(html(reports.fresh(report.id)))
        assert ("期間・訪問先" in page, "主な訪問地" in page, "実施場所" in page) == (True, True, False)


@pytest.mark.parametrize(("day", "told"), [("2026-12-01", "開始前"), ("2026-12-11", "期間中")])
def test_a_target_of_what_has_not_begun_is_not_told_as_under_way(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, day: str, told: str
) -> None:
    """期間中 stood beside the targets of a mission that was to leave in ten days."""
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat(f"{day}T03:00:00+00:00"))
    fair = voyage.mission(type="product_fair", target_frameworks=1)
    for report in (begun(fair), short_of(fair)):
        page = plain(html(report))
        assert [word for word in ("開始前", "期間中") if f" {word} " in page] == [told]


@pytest.mark.parametrize(
    ("day", "status", "over"),
    [("end", "in_progress", False), ("end", "reporting", True), ("after", "in_progress", True)],
)
def test_a_report_and_the_figures_agree_whether_an_activity_is_over_on_its_last_day(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, day: str, status: str, *, over: bool
) -> None:
    """The board paper counted as ended what the summary of outcomes did not, and its report said that it was held."""
    fair = voyage.mission(type="product_fair")
    today = fair.end_on + timedelta(days=day == "after")
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.combine(today, time(3), UTC))
    change(fair, status=status)
    page = plain(html(short_of(voyage.fresh(fair))))
    assert ("実施しましたので" in page, "これまでの" in page) == (over, not over)
    figures = population.held(Selection(), today)
    assert (fair.id in figures.counted, fair.id in figures.running) == (over, not over)
    assert outcomes.left_out([], user=cast.user()).activities == int(over)
