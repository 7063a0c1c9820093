"""The work on a report: settling the programme, what is lacking, the stamped page, the draft of the night."""

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activity_queries
from crm.activities import services as activities
from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import contents
from crm.documents.commands import draft_at_night
from crm.documents.forms.reports import posts_of
from crm.jobs.models import Job
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem
from crm.reports import queries, rules, services
from crm.reports.models import MissionReport, ReportStep
from crm.tasks.models import Task
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_report_pages import post
from tests.documents.written import back_home, begun, html
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat(f"{moment}+00:00"))


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    """Back home, with one item that nobody settled."""
    journey.all_read_english()
    made = back_home(monkeypatch)
    at(monkeypatch, "2026-12-01T03:00:00")
    voyage.item(made, title="工場視察", day=made.end_on, start=time(14), end=time(15))
    at(monkeypatch, "2026-12-15T03:00:00")
    with writing(), action(CHANGED, by=None):
        voyage.fresh_in(made.id).status = "in_progress"
        db.session.commit()
    return voyage.fresh(made)


def cost(amount: str, currency: str) -> activities.CostInput:
    return activities.CostInput("hospitality", date(2026, 12, 14), Decimal(amount), currency)


def test_what_was_lost_or_signed_leaves_no_step_overdue_and_an_old_day_has_its_year(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    host = db.session.get_one(Organisation, held.organisation_id)
    lost, goes_on = (fairs.lead(mission, on=mission.start_on, firm=host) for _time in range(2))
    ours = book.organisation("丸直ニット株式会社", "ja", country="JP")
    fairs.case("lead lost", ours=ours, theirs=host, leads=[lost], on=mission.start_on, activity_id=mission.id)
    fairs.case("lead talk", ours=ours, theirs=host, leads=[goes_on], on=mission.start_on, activity_id=mission.id)
    due = {"due_on": mission.end_on, "activity_id": mission.id}
    fairs.keep(
        Task(text="資料を送る", record_type="leads", record_id=lost.id, **due),
        Task(text="見本を送る", record_type="leads", record_id=goes_on.id, **due),
        Task(text="議事録を送る", record_type="meetings", record_id=held.id, **due),
    )
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-01-20T03:00:00+00:00"))
    page = html(begun(mission))
    rows = {name: page.rsplit(name, 1)[1].split("</tr>")[0] for name in ("資料を送る", "見本を送る")}
    assert {name: "期限超過" in row for name, row in rows.items()} == {"資料を送る": False, "見本を送る": True}
    drafted = contents.drafted(mission.id, "ja", user=cast.user())["talks"]
    assert f" 令和8年12月{mission.end_on.day}日" in drafted.split("議事録を送る")[1], "it is 2027 by now"


def test_a_final_report_says_what_it_lacks_and_one_page_settles_the_programme(
    client: FlaskClient, mission: Activity
) -> None:
    with writing(), action(CHANGED, by=None):
        voyage.fresh_in(mission.id).document_number = ""
        activities.book_cost(voyage.fresh_in(mission.id), cost("8500.50", "CNY"), by=None)
        db.session.commit()
    report = begun(voyage.fresh(mission))
    assert [lack.code for lack in contents.lacking(report, user=cast.user())] == [
        "number", "programme", "attendance", "costs", "rates", "unread",
    ]  # fmt: skip
    cast.sign_in(client, Role.COORDINATOR)
    here, settle = f"/documents/reports/{report.id}", f"/documents/missions/{mission.id}/settle"
    unnumbered = client.get(f"{here}/preview/internal").get_data(as_text=True)
    assert report.number not in unnumbered
    assert "文書番号" not in unnumbered
    head = {"stage": "final", "addressee": "", "reporter": "", "order_number": "", "reported_on": "2026-12-15"}
    post(client, f"{here}/head", **head, number="見商国第9号")
    assert "文書番号 見商国第9号" in client.get(f"{here}/preview/internal").get_data(as_text=True)
    assert "not yet confirmed as held or not: 1." in client.get(here).get_data(as_text=True)
    page = client.get(f"{settle}?all=1").get_data(as_text=True)
    assert "工場視察" in page
    assert "12/14 12/14" not in page
    item = next(name for name in page.split('name="') if name.startswith("item_")).split('"')[0].removeprefix("item_")
    sent = {"csrf_token": cast.hidden(page, "csrf_token"), "form_id": cast.hidden(page, "form_id")}
    sent |= {f"item_{item}": "cancelled", f"reason_{item}": "道路凍結"}
    assert "in the meantime" in client.post(settle, data=sent | {f"version_{item}": "99"}).get_data(as_text=True)
    post(client, settle, **{f"item_{item}": "cancelled", f"reason_{item}": "道路凍結", f"version_{item}": "1"})
    shown = client.get(here).get_data(as_text=True)
    assert f"/missions/{mission.id}/attendance" in shown
    assert "Costs without an exchange rate: 1." in shown
    assert shown.count(f"/activities/{mission.id}/budget#costs") == 2, "for the open book, and for the rate"
    with writing():
        present = [each.id for each in voyage.fresh_in(mission.id).participants]
        activities.note_attendance(voyage.fresh(mission), present, by=None)
        line = activity_queries.budget(mission.id).costs[0]
        activities.change_cost(voyage.fresh_in(mission.id), line, cost("180000", "JPY"), by=None)
        activities.settle_costs(voyage.fresh_in(mission.id), state="booked", by=None)
        db.session.commit()
    lacking = contents.lacking(reports.fresh(report.id), user=cast.user())
    assert [(lack.code, list(lack.parts)) for lack in lacking][0] == ("stale", ["programme"])
    shown = client.get(here).get_data(as_text=True)
    assert shown.count("The records have changed since this was drafted") == 1
    assert f"{here}/parts/programme/draft" in shown
    assert f"{here}/parts/programme/read/" not in shown  # what is not true any more is not ticked as read
    post(client, here, f"{here}/draft")
    text = next(row.text for row in reports.fresh(report.id).sections if row.part == "programme")
    assert "実施せず。理由：道路凍結" in text
    inside, outside = (client.get(f"{here}/preview/{who}").get_data(as_text=True) for who in ("internal", "public"))
    assert ("道路凍結" in inside, "道路凍結" in outside, "実施せず" in outside) == (True, False, True), (
        "why is nobody's"
    )
    post(client, f"{here}/parts/programme", text="人が書いた")
    assert "The records have changed since" not in client.get(here).get_data(as_text=True)
    with writing(), action(CHANGED, by=None):
        voyage.fresh_in(mission.id).objectives = "別の目的"
        db.session.commit()
    changed = contents.standing(reports.fresh(report.id), user=cast.user()).changed
    assert changed == {"purpose"}
    post(client, f"{here}/parts/purpose", text="人が書いた")
    assert contents.standing(reports.fresh(report.id), user=cast.user()).changed == {"purpose"}, "of the draft before"


def test_what_was_informally_agreed_is_settled_as_well(client: FlaskClient, mission: Activity) -> None:
    with writing(), action(CHANGED, by=None):
        item = db.session.scalars(select(ItineraryItem).where(ItineraryItem.title == "工場視察")).one()
        item.status = "informal_yes"
        db.session.commit()
        id, version = item.id, item.version
    cast.sign_in(client, Role.COORDINATOR)
    settle = f"/documents/missions/{mission.id}/settle"
    assert "工場視察" in client.get(settle).get_data(as_text=True)
    post(client, settle, **{f"item_{id}": "done", f"reason_{id}": "", f"version_{id}": str(version)})
    db.session.expire_all()
    assert db.session.get_one(ItineraryItem, id).status == "done"
    assert "工場視察" not in client.get(settle).get_data(as_text=True)


def test_a_stamped_page_is_entered_and_shown_beside_who_entered_it(client: FlaskClient, mission: Activity) -> None:
    report = begun(mission)
    with writing():
        row = queries.one(report.id, user=cast.user())
        services.name_chain(row, {"会頭": "三浦 廣巳"}, by=cast.user())
        services.head(
            row, addressee="", reporter="", reported_on=mission.end_on, thousands=False, stage=rules.INTERIM,
            by=cast.user(),
        )  # fmt: skip
        services.submit(row, lacking=(), by=cast.user())
        db.session.commit()
    cast.sign_in(client, Role.COORDINATOR)
    here = f"/documents/reports/{report.id}"
    assert "no account: decides on paper" in client.get(here).get_data(as_text=True)
    codes = MissionReport(language="ja", steps=[ReportStep(post="chair")])
    assert posts_of(codes, ["課長", "会長"]) == ["課長", "chair"]
    stamped = (io.BytesIO(b"%PDF-1.7 stamped"), "決裁.pdf")
    shown = client.get(f"{here}/paper").get_data(as_text=True)
    assert "Texts not in the language of the report: 1." in shown
    silent = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id")}
    silent |= {"decided_on": "2026-12-15", "decision": "approve"}
    refused = client.post(f"{here}/paper", data=silent | {"scan": (io.BytesIO(b"%PDF-1.7 stamped"), "決裁.pdf")})
    assert (refused.status_code, "Say why they stay as they are." in refused.get_data(as_text=True)) == (422, True)
    why = {"comment": "役職名は原文のままとする"}
    post(client, f"{here}/paper", decided_on="2026-12-15", decision="approve", scan=stamped, **why)
    page = client.get(here).get_data(as_text=True)
    assert "entered by" in page
    assert "changed since the report was approved" not in page
    with writing():
        there = voyage.fresh(mission)
        activities.book_cost(there, cost("8500.50", "CNY"), by=None)
        activities.note_attendance(there, [], by=None)
        db.session.commit()
    for shown in (here, f"/documents/panels/activity/{mission.id}"):
        told = (
            client.get(shown).get_data(as_text=True).split("changed since the report was approved")[1].split("</p>")[0]
        )
        assert ("Participants" in told, "Costs" in told, "Agreements" in told) == (True, True, False), shown
    assert "/files/" in page
    paper = client.get(f"{here}/preview/internal").get_data(as_text=True)
    for told in ("三浦 廣巳", "令和8年12月15日", "中間報告書", "中間報告 · 取扱注意"):
        assert told in paper


def test_the_short_report_is_drafted_in_the_night_after_the_return_and_the_days_are_counted(
    app: Flask, client: FlaskClient, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = cast.user(Role.MISSION_LEADER)
    chamber = book.organisation("見附商工会", "ja")
    person = book.person(leader.display_name, "ja", at=chamber, title="事務局長")
    voyage.delegate(mission, person, status="attended")
    cast.sign_in(client, Role.COORDINATOR)
    assert "6 days left" in client.get("/").get_data(as_text=True)

    def night() -> int:
        keep = draft_at_night(Job(), None)  # type: ignore[arg-type]  # the context is for progress
        with writing():
            made = keep() if callable(keep) else keep
            db.session.commit()
        return int(made["reports"])

    assert (night(), night()) == (1, 0)
    made = db.session.scalars(select(MissionReport)).one()
    assert made.reporter == f"事務局長 {leader.display_name}"
    assert (made.form, made.stage, made.number) == (rules.SHORT, rules.FINAL, "見商国第26-118号-S-JA-1")
    paper = client.get(f"/documents/reports/{made.id}/preview/internal").get_data(as_text=True)
    for told in ("<h1", "復命書", "下記のとおり出張しましたので、復命します。", "記録のある商談1件で割った額", "以上"):
        assert told in paper or told.startswith("記録")
    with writing(), action(SET_UP, by=None):
        voyage.fresh_in(mission.id).status = "cancelled"
        db.session.commit()
    paper = client.get(f"/documents/reports/{made.id}/preview/internal").get_data(as_text=True)
    assert ("事業を中止しましたので、報告します。" in paper, "出張しましたので" in paper) == (True, False)
    with writing(), action(SET_UP, by=None):
        voyage.fresh_in(mission.id).status = "reporting"
        db.session.commit()
    at(monkeypatch, "2026-12-22T03:00:00")
    cast.sign_in(client, Role.COORDINATOR)
    told = client.get(f"/documents/missions/{mission.id}/reports").get_data(as_text=True)
    assert '<p class="notice">Reports are usually handed in within seven days' in told, "nobody set the day: no warning"
    assert "t-bad" not in client.get("/").get_data(as_text=True).split('id="owed-reports"')[1].split("</section>")[0]


def test_nobody_returns_from_a_showroom_and_no_report_of_it_is_drafted_in_the_night(mission: Activity) -> None:
    with writing(), action(SET_UP, by=None):
        voyage.fresh_in(mission.id).type = "showroom_operation"
        db.session.commit()
    keep = draft_at_night(Job(), None)  # type: ignore[arg-type]  # the context is for progress
    with writing():
        assert callable(keep)
        assert keep() == {"reports": 0}


def test_an_inbound_delegation_has_the_reports_of_its_direction(
    session: scoped_session[Session], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests = journey.mission(visits=0, direction="inbound", type="inbound_delegation")
    at(monkeypatch, "2026-12-01T03:00:00")
    cast.sign_in(client, Role.COORDINATOR)
    begin = f"/documents/missions/{guests.id}/reports/new?kind=short"
    here = post(client, begin, kind="short", language="ja", addressee="", reporter="")
    paper = client.get(f"{here}/preview/internal").get_data(as_text=True)
    assert "受入実施報告書（中間報告）" in paper
    assert "準備状況について、下記のとおり報告します。" in paper
    assert "受け入れましたので" not in paper
    assert "旅行命令" not in paper
    at(monkeypatch, "2026-12-21T03:00:00")
    cast.sign_in(client, Role.COORDINATOR)
    full = post(client, begin, kind="full", language="ja", addressee="", reporter="")
    pages = [f"{full}/preview/internal", full, f"/documents/missions/{guests.id}/reports", f"/missions/{guests.id}"]
    for language, known, ours in (
        ("ja", "受入報告書", ("視察報告書", "帰国", "出発まで", "出張")),
        ("zh-Hans", "来访接待报告", ("考察报告", "返程", "出发", "出差")),
        ("ko", "방문단 영접 보고서", ("시찰 보고서", "귀국", "출발", "출장")),
        ("en", "Full report on a delegation received", ("Mission report", "return</", "eparture", "Official trip")),
    ):
        cast.sign_in(client, Role.COORDINATOR, language=language)
        shown = "".join(client.get(page).get_data(as_text=True) for page in pages)
        assert known in shown
        assert not [word for word in ours if word in shown]


def test_the_programme_tells_from_where_to_where_a_flight_leads(mission: Activity) -> None:
    flight: dict[str, Any] = {"kind": "flight", "title": "KE764便", "origin": "新潟空港", "destination": "仁川空港"}
    voyage.item(voyage.fresh(mission), **flight, place_id=mission.place_id)
    row = html(begun(voyage.fresh(mission))).rsplit("KE764便", 1)[1].split("</tr>")[0]
    assert "新潟空港→仁川空港" in "".join(row.split())
