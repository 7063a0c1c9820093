"""The files on a record, on every kind of page, and what its head counts."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.capabilities.panels import PANELS
from crm.contacts.kind import ORGANISATION, PERSON
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.files.models import StoredFile
from crm.negotiations.kind import NEGOTIATION
from crm.tasks import services as tasks
from crm.threads import queries
from crm.threads.rules import FILED
from tests.agreements.deals import drafted
from tests.cast import hidden, sign_in, user
from tests.meetings.scene import Scene, scene, talk
from tests.negotiations import cases

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.mark.once
def test_each_kind_on_whose_page_files_are_kept_has_the_card() -> None:
    assert {
        table for table, panels in PANELS.items() if any(each.endpoint == "threads.files_panel" for each in panels)
    } == FILED


def test_a_file_is_added_shown_and_removed_on_the_page_of_an_agreement(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        id, other = drafted(at).id, drafted(at, title="別の契約").id
    sign_in(client)
    there, card = f"/threads/agreements/{id}", f"/threads/files/agreements/{id}"
    assert "No files yet." in client.get(card, headers=HTMX).text
    form = client.get(f"{there}/file", headers=HTMX).text
    assert "<main" not in form, "it opens in place"
    sent = {name: hidden(form, name) for name in ("csrf_token", "form_id")} | {"file": (BytesIO(PDF), "付属書.pdf")}
    answer = client.post(f"{there}/file", data=sent, headers=HTMX)
    assert answer.headers["HX-Location"].startswith(f"/agreements/{id}#files"), answer.text
    panel = client.get(card, headers=HTMX).text
    assert "付属書.pdf" in panel
    assert "付属書.pdf" not in client.get(f"/threads/files/agreements/{other}", headers=HTMX).text
    [remove] = re.findall(r'action="([^"]*/remove)"', panel)
    token = {"csrf_token": hidden(panel, "csrf_token")}
    assert client.post(remove.replace(f"/{id}/", f"/{other}/", 1), data=token).status_code == 404
    assert client.post(remove, data=token).status_code == 303
    assert "No files yet." in client.get(card, headers=HTMX).text
    assert client.post(remove.replace("remove", "restore"), data=token).status_code == 303
    with app.app_context():
        assert [kept.name for kept in db.session.query(StoredFile)] == ["付属書.pdf"]


@pytest.mark.parametrize("table", ["meetings", "letters", "nothing"])
def test_other_kinds_have_none(client: FlaskClient, at: Scene, table: str) -> None:
    sign_in(client)
    assert client.get(f"/threads/files/{table}/1").status_code == 404
    assert client.get(f"/threads/{table}/1/file").status_code == 404


def test_the_head_counts_talks_open_cases_open_tasks_and_files(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():

        def counted(record_type: str, id: int, role: Role = Role.COORDINATOR) -> dict[str, int]:
            return queries.counted(record_type, id, user=user(role))

        assert counted("organisations", at.commerce_bureau) == {"meeting": 0, "case": 0, "task": 0, "file": 0}
        cases.opened(at)
        talk(at)
        talk(at, starts=datetime.now() + timedelta(days=5), ends=None, status="planned", minutes=[])
        with writing():
            _call, letter = (
                tasks.add(text=text, due_on=cases.days(2), owner_id=user().id, record=(PERSON, at.li), by=user())
                for text in ("電話", "手紙")
            )
            tasks.complete(letter, by=user())
            db.session.commit()
        assert counted("organisations", at.commerce_bureau)["case"] == 1
        assert counted("people", at.li) == {"meeting": 1, "task": 1, "file": 0}
        assert counted("people", at.sun)["task"] == 0
    sign_in(client)
    page = client.get(f"/contacts/people/{at.li}").text
    counters = page.partition('<div class="counters">')[2].partition("</div>")[0]
    assert re.findall(r'href="#tasks">Open tasks<b>(\d+)', counters) == ["1"]
    assert re.findall(r'show=meeting#thread">Meetings<b>(\d+)', counters) == ["1"]


def test_tasks_and_files_are_counted_where_the_panels_list_them(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        case = cases.opened(at)
        with writing():
            for text, record in (
                ("電話", (ORGANISATION, at.commerce_bureau)),
                ("手紙", (PERSON, at.li)),
                ("見積", (NEGOTIATION, case.id)),
            ):
                tasks.add(text=text, due_on=cases.days(2), owner_id=user().id, record=record, by=user())
            db.session.commit()
    sign_in(client)
    form = client.get(f"/threads/people/{at.li}/file", headers=HTMX).text
    sent = {name: hidden(form, name) for name in ("csrf_token", "form_id")} | {"file": (BytesIO(PDF), "名刺.pdf")}
    assert client.post(f"/threads/people/{at.li}/file", data=sent, headers=HTMX).status_code in (200, 204, 303)
    page = client.get(f"/contacts/organisations/{at.commerce_bureau}").text
    counters = page.partition('<div class="counters">')[2].partition("</div>")[0]
    assert re.findall(r'href="#tasks">Open tasks<b>(\d+)', counters) == ["1"], "those below stand on their own pages"
    assert (
        client.get(f"/tasks/panels/organisations/{at.commerce_bureau}", headers=HTMX).text.count('<li id="task-') == 1
    )
    assert re.findall(r'href="#files">Files<b>(\d+)', counters) == ["0"]
    [there] = re.findall(r'href="([^"]+)">Open negotiations<b>1', counters)
    found = client.get(there.replace("&amp;", "&")).text
    assert f"/negotiations/{case.id}" in found


def test_a_meeting_opens_in_place_where_the_firm_is_known(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    for path, firm in (
        (f"/contacts/organisations/{at.commerce_bureau}", at.commerce_bureau),
        (f"/contacts/people/{at.li}", at.commerce_bureau),
    ):
        [there] = re.findall(r'hx-get="(/meetings/new[^"]*)" hx-target="#act"', client.get(path).text)
        assert f"organisation_id={firm}" in there
        form = client.get(there, headers=HTMX).text
        assert 'id="meeting-form"' in form
        assert "<main" not in form


def test_after_a_call_the_page_asks_what_comes_next(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    there = f"/threads/people/{at.li}/log"
    form = client.get(f"{there}?kind=call", headers=HTMX).text
    sent = {name: hidden(form, name) for name in ("csrf_token", "form_id")}
    sent |= {"kind": "call", "direction": "out", "summary": "値札の件", "at": "2026-11-20T10:00"}
    answer = client.post(there, data=sent, headers=HTMX)
    assert answer.headers["HX-Location"] == f"/contacts/people/{at.li}?done=1#act"
    assert "Done. What comes next?" in client.get(f"/contacts/people/{at.li}?done=1").text
