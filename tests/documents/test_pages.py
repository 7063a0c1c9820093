"""The pages of documents: asking for one, following the printing, downloading, previewing, and who may."""

import re
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.documents import queries, rules, services
from crm.documents.models import Document
from crm.documents.rules import PRINTED
from crm.files.models import StoredFile
from crm.jobs import worker
from crm.pdf import fonts
from tests import cast
from tests.documents import journey
from tests.missions import voyage
from tests.reports import writing as reports


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    journey.all_read_english()
    return journey.mission(visits=1)


def ask(client: FlaskClient, mission: Activity, kind: str = "briefing", **values: object) -> str:
    """Fill in the form; the address it leads to."""
    path = f"/documents/missions/{mission.id}?kind={kind}"
    shown = client.get(path).get_data(as_text=True)
    data = {
        "csrf_token": cast.hidden(shown, "csrf_token"), "form_id": cast.hidden(shown, "form_id"), "language": "en",
        "audience": {"briefing": "leader", "report": "internal"}[kind],
        "parts": {"briefing": ["objectives"], "report": ["purpose"]}[kind],
    } | values  # fmt: skip
    answer = client.post(path, data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]
    return answer.headers["Location"]


def only(session: scoped_session[Session]) -> Document:
    return session.scalars(select(Document)).one()


@pytest.mark.once
def test_a_document_is_asked_for_printed_and_downloaded(app: Flask, client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    outlook = f"/documents/missions/{mission.id}/outlook?language=en&audience=leader&parts=objectives"
    assert "an estimate" in client.get(outlook).get_data(as_text=True)
    place = ask(client, mission)
    waiting = client.get(place).get_data(as_text=True)
    assert "Waiting to be printed" in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    assert ">Refresh</a>" in waiting
    assert worker.run_pending(app) == 1
    ready = client.get(place).get_data(as_text=True)
    assert "load delay:1s" not in ready
    pages = re.search(r"(\d+ pages?) ·", ready)
    told = client.get(outlook).get_data(as_text=True)
    assert pages is not None
    assert f"<b>{pages[1]}</b>" in told
    assert "Nothing changed since your last print" in told
    cast.sign_in(client, Role.COORDINATOR)
    told = client.get(outlook).get_data(as_text=True)
    assert f"<b>{pages[1]}</b>" in told, "what a colleague printed is known, too"
    assert ("in edition 1, printed on" in told, "your last print" in told) == (True, False)
    cast.sign_in(client, Role.MISSION_LEADER)
    address = re.search(r'href="(/files/\d+)"', ready)
    assert address is not None
    with client.get(address[1]) as download:
        assert download.data.startswith(b"%PDF-")
        assert download.headers["Content-Disposition"].startswith("attachment")


def test_a_reader_is_chosen_with_their_parts_and_the_language_they_read(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    shown = client.get(f"/documents/missions/{mission.id}?reader=host").get_data(as_text=True)
    assert re.search(r'<option selected value="zh-Hans"', shown)
    assert 'name="audience" value="host"' in shown
    ticked = [
        re.search(r'value="(\w+)"', box)
        for box in re.findall(r'<input[^>]*name="parts"[^>]*>', shown)
        if "checked" in box
    ]
    assert [found[1] for found in ticked if found] == [
        "delegation",
        "flights",
        "itinerary",
        "visit_list",
        "products",
        "matching",
    ]


def test_the_visits_to_print_alone_stand_with_their_day_in_the_language_of_the_page(
    client: FlaskClient, mission: Activity
) -> None:
    cast.sign_in(client, Role.MISSION_LEADER, language="ja")
    shown = client.get(f"/documents/missions/{mission.id}").get_data(as_text=True)
    assert re.search(r'name="visits"[^>]*><span\s+class="who">12/11（金） 08:00 ', shown)


def test_what_changed_since_the_last_print_of_the_same_choice_is_named(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    ask(client, mission, parts=["objectives", "delegation"])
    document = db.session.scalars(select(Document)).one()
    with writing(), action(PRINTED, by=None):
        document.status, document.pages, document.printed_at = "ready", 3, clock.now()
        document.digests = {"objectives": "another", "delegation": "", "gone": ""}
        db.session.commit()
    asked = f"/documents/missions/{mission.id}/outlook?language=en&audience=leader&parts=objectives&parts=delegation"
    told = client.get(asked).get_data(as_text=True)
    assert "3 pages" in told
    assert "Changed since your last print: Objectives and key messages, Delegation list" in told
    assert "1 chapter is no longer part of it." in told


def test_nothing_is_printed_that_would_be_empty(client: FlaskClient, session: scoped_session[Session]) -> None:
    empty = voyage.mission()
    cast.sign_in(client, Role.COORDINATOR, language="en")
    path = f"/documents/missions/{empty.id}"
    shown = client.get(path).get_data(as_text=True)
    data = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id")}
    data |= {"language": "en", "audience": "leader", "parts": "flights"}
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert "No flight or transfer is planned yet." in answer.get_data(as_text=True)


def test_the_progress_is_a_fragment_for_htmx(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    place = ask(client, mission)
    part = client.get(place, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_one_visit_or_the_changes_since_an_edition_are_ticked_on_the_page(
    app: Flask, client: FlaskClient, mission: Activity, session: scoped_session[Session]
) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    ask(client, mission, second="ko")
    worker.run_pending(app)
    first = only(session)
    page = client.get(f"/documents/missions/{mission.id}").get_data(as_text=True)
    visit = re.search(r'name="visits" type="checkbox" value="(\d+)"', page) or re.search(
        r'name="visits"[^>]*value="(\d+)"', page
    )
    assert visit is not None
    ask(client, mission, parts=["visits"], visits=[visit[1]], since=str(first.id), single="y")
    second = session.scalars(select(Document).order_by(Document.id.desc())).first()
    assert second is not None
    told = {name: second.options[name] for name in ("second", "visits", "since", "single")}
    assert told == {"second": "", "visits": [int(visit[1])], "since": 1, "single": True}


def test_the_first_long_report_is_the_first_whatever_was_printed_of_the_short_one(mission: Activity) -> None:
    short, office = reports.begun(mission, form="short"), cast.user()
    wish = partial(rules.wish, mission.id, kind=rules.REPORT, language=short.language)
    with writing():
        of_short = services.open_edition(wish(report_id=short.id), user=office, by=office)
        first, second = (services.open_edition(wish(), user=office, by=office) for _time in range(2))
        assert of_short.number == short.number
        assert [row.number[-4:] for row in (first, second)] == ["JA-1", "JA-2"]
        assert [queries.told_edition(row) for row in (first, second)] == [1, 2]


@pytest.mark.once
def test_editions_count_up_by_kind_and_language_and_earlier_ones_stay(
    app: Flask, client: FlaskClient, mission: Activity, session: scoped_session[Session]
) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    for values in ({}, {}, {"language": "ko"}):
        ask(client, mission, **values)
    ask(client, mission, kind="report")
    worker.run_pending(app)
    found = session.scalars(select(Document).order_by(Document.id)).all()
    assert [row.number for row in found] == [
        "見商国第26-118号-BL-EN-1",
        "見商国第26-118号-BL-EN-2",
        "見商国第26-118号-BL-KO-1",
        "見商国第26-118号-R-EN-1",
    ]
    assert all(row.status == "ready" and row.file_id for row in found)


def test_a_right_revoked_after_asking_fails_the_job(
    app: Flask, client: FlaskClient, mission: Activity, session: scoped_session[Session]
) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    place = ask(client, mission)
    with writing():
        taken = activities.one(mission.id, user=cast.user())
        activities_services.change(taken, voyage.plan(leader_id=cast.user().id), by=cast.user())
        db.session.commit()
    worker.run_pending(app)
    session.expire_all()
    assert only(session).file_id is None
    assert session.scalars(select(StoredFile)).all() == []
    assert client.get(place).status_code == 404
    coordinator = app.test_client()
    cast.sign_in(coordinator, Role.COORDINATOR)
    assert "Failed" in coordinator.get(place).get_data(as_text=True)


def test_without_a_printer_the_page_says_so_and_the_preview_works(
    client: FlaskClient, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    monkeypatch.setattr(fonts, "unavailable", lambda: Text("PDF is off: %(name)s is missing.", name="pango"))
    shown = client.get(f"/documents/missions/{mission.id}").get_data(as_text=True)
    assert "PDF is off: pango is missing." in shown
    assert "Print as PDF" not in shown
    preview = client.get(f"/documents/missions/{mission.id}/preview?lang=ja")
    assert preview.status_code == 200
    assert journey.TRICKY in preview.get_data(as_text=True)


def test_the_preview_obeys_the_policy_of_the_pages(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    answer = client.get(f"/documents/missions/{mission.id}/preview?lang=zh-Hans&kind=report")
    shown = answer.get_data(as_text=True)
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert '<html lang="zh-Hans">' in shown
    assert " style=" not in shown
    assert "<style" not in shown
    sheets = re.findall(r'href="([^"]+\.css[^"]*)"', shown)
    assert len(sheets) == 4
    for sheet in sheets:
        with client.get(sheet) as found:
            assert found.status_code == 200, sheet


@pytest.mark.parametrize("query", ["kind=poem", "lang=fr", "audience=public", "parts=costs"])
def test_a_preview_of_something_unknown_is_no_page(client: FlaskClient, mission: Activity, query: str) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    assert client.get(f"/documents/missions/{mission.id}/preview?{query}").status_code == 404


def test_another_leader_sees_neither_document_nor_mission_nor_file(
    app: Flask, client: FlaskClient, mission: Activity, session: scoped_session[Session]
) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    place = ask(client, mission)
    worker.run_pending(app)
    session.expire_all()
    file_id = only(session).file_id
    stranger = app.test_client()
    cast.sign_in(stranger, Role.MISSION_LEADER, email="other@example.jp")
    for path in (
        place,
        f"/documents/missions/{mission.id}",
        f"/documents/missions/{mission.id}/preview",
        f"/files/{file_id}",
    ):
        assert stranger.get(path).status_code == 404, path
    assert "見商国第26-118号-BL-EN-1" not in stranger.get("/documents/").get_data(as_text=True)
    assert "見商国第26-118号-BL-EN-1" in client.get("/documents/").get_data(as_text=True)


def test_the_list_is_narrowed_by_kind_language_and_mission(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    ask(client, mission)
    ask(client, mission, kind="report", language="ja")
    for query, seen, unseen in (
        ("kind=report", "-R-JA-1", "-BL-EN-1"),
        ("language=en", "-BL-EN-1", "-R-JA-1"),
        (f"activity={mission.id}", "-BL-EN-1", "nothing of the kind"),
        ("kind=poem", "-R-JA-1", "nothing of the kind"),
    ):
        shown = client.get(f"/documents/?{query}").get_data(as_text=True)
        assert seen in shown, query
        assert unseen not in shown, query
    assert "No document matches" in client.get("/documents/?kind=report&language=ko").get_data(as_text=True)


def test_the_panel_of_a_mission_lists_its_documents_and_leads_to_printing(
    client: FlaskClient, mission: Activity
) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    ask(client, mission)
    part = client.get(f"/documents/panels/activity/{mission.id}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "-BL-EN-1" in part
    assert f'href="/documents/missions/{mission.id}"' in part


def test_the_page_that_prints_tells_what_is_missing(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    shown = client.get(f"/documents/missions/{mission.id}").get_data(as_text=True)
    assert f'href="/missions/{mission.id}#gaps"' in shown
    assert "of the mission, as on its page." in shown
    assert "of this document." in shown
    for part in (
        "Matching timetable: No matching table yet",
        "Map of the places: The programme leads to fewer than two places",
        "Budget and spending",
    ):
        assert part in shown


def test_nobody_prints_what_the_kind_does_not_have(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    path = f"/documents/missions/{mission.id}"
    shown = client.get(path).get_data(as_text=True)
    data = {"csrf_token": cast.hidden(shown, "csrf_token"), "language": "en", "audience": "public", "parts": ["costs"]}
    assert client.post(path, data=data).status_code == 422


def test_bytes_stay_where_they_belong(app: Flask, client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    ask(client, mission)
    worker.run_pending(app)
    (kept,) = (Path(app.config["INSTANCE"]) / "files").iterdir()
    assert kept.suffix == ""
    assert kept.read_bytes().startswith(b"%PDF-")
