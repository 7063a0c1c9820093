"""What is done on the page of a record: what comes next, a call, a file; and when there was contact last in lists."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.contacts.kind import PERSON
from crm.contacts.models import Portrait
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.files.models import StoredFile
from crm.interactions.kind import INTERACTION
from crm.tasks import services as tasks
from crm.threads import queries
from tests.cast import SET_UP, hidden, sign_in, user
from tests.meetings.scene import Scene, organisation, scene, talk
from tests.negotiations import cases
from tests.statements import sent
from tests.threads.calls import OTHER, ago, call, said, thread, told


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.mark.both
def test_the_nearest_of_tasks_meetings_and_steps_of_cases_comes_next(app: Flask, at: Scene) -> None:
    def following(record_type: str, id: int, role: Role = Role.COORDINATOR, email: str | None = None) -> Any:
        found = queries.next_step(record_type, id, user=user(role, email=email))
        return found and (found.source, found.row.id, found.owner)

    with app.app_context():
        firm = ("organisations", at.commerce_bureau)
        assert following(*firm) is None
        case = cases.opened(at, next_step_due=cases.days(9))
        assert following(*firm) == ("case", case.id, "小林 里美")
        assert following(*firm, Role.MISSION_LEADER, OTHER) is None, "the case is hidden from them"
        planned = talk(at, starts=datetime.now() + timedelta(days=5), ends=None, status="planned", minutes=[])
        assert following(*firm) == ("meeting", planned.id, "")
        assert following("people", at.li) == ("meeting", planned.id, "")
        assert following("people", at.sun) is None
        with writing():
            task = tasks.add(text="電話", due_on=cases.days(2), owner_id=user().id, record=(PERSON, at.sun), by=user())
            db.session.commit()
        assert following(*firm) == following("people", at.sun) == ("task", task.id, "小林 里美")
        with writing():
            tasks.complete(db.session.merge(task), by=user())
            db.session.commit()
        assert following(*firm) == ("meeting", planned.id, "")


def plumbing(client: FlaskClient, path: str) -> dict[str, str]:
    text = client.get(path).get_data(as_text=True)
    return {name: hidden(text, name) for name in ("csrf_token", "form_id")}


def test_a_call_and_the_next_step_are_written_down_on_the_page_of_a_firm(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    there = f"/threads/organisations/{at.commerce_bureau}"
    log = plumbing(client, f"{there}/log?kind=call") | {"kind": "call", "direction": "out", "summary": "値札の件"}
    assert client.post(f"{there}/log", data=log | {"at": "2026-11-20T10:00"}).status_code == 303
    slip = client.post(f"{there}/log", data=log | {"at": "1900-01-01T10:00", "form_id": "slip"})
    assert slip.status_code == 422
    assert "nothing that happened before 1990" in slip.get_data(as_text=True)
    owner = {"owner_id": "1", "due_on": cases.days(3).isoformat()}
    step = plumbing(client, f"{there}/step") | owner
    assert client.post(f"{there}/step", data=step).status_code == 422
    assert client.post(f"{there}/step", data=step | {"text": "見本を送る"}).status_code == 303
    page = client.get(f"/contacts/organisations/{at.commerce_bureau}").get_data(as_text=True)
    assert "値札の件" in page
    assert "見本を送る" in page
    again = client.get(f"/contacts/organisations/{at.commerce_bureau}?done=1").get_data(as_text=True)
    assert "Done. What comes next?" in again


def test_a_note_on_a_mission_stands_in_its_timeline_and_is_seen_by_who_sees_the_mission(
    client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    there = f"/threads/activities/{at.mission}/log"
    page = client.get(f"/missions/{at.mission}").get_data(as_text=True)
    assert f"{there}?kind=call" in page
    form = plumbing(client, f"{there}?kind=call") | {"direction": "in", "at": "2026-11-20T10:00"}
    assert client.post(there, data=form | {"kind": "call", "summary": "宿から電話"}).status_code == 303
    note = {"kind": "note", "summary": "旗を忘れずに", "at": "2026-11-21T10:00"}
    assert client.post(there, data=form | plumbing(client, there) | note).status_code == 303
    shown = client.get(f"/missions/{at.mission}").get_data(as_text=True).split('id="thread"')[1]
    assert "宿から電話" in shown
    assert "旗を忘れずに" in shown
    with client.application.app_context():
        last = queries.last_contacts("activities", [at.mission], user=user())
        assert last == {at.mission: date(2026, 11, 20)}, "a note is no contact"
        assert said(thread("activities", at.mission, Role.MISSION_LEADER)) == ["旗を忘れずに", "宿から電話"]
        other = user(Role.MISSION_LEADER, email=OTHER)
        assert not INTERACTION.is_visible(1, other)
        assert INTERACTION.is_visible(1, user(Role.MISSION_LEADER))
    edit = client.get("/interactions/1/edit").get_data(as_text=True)
    kept = {name: hidden(edit, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    kept |= {"kind": "call", "direction": "in", "summary": "宿に電話", "activity_id": str(at.mission)}
    assert client.post("/interactions/1/edit", data=kept).status_code == 303
    assert f"/missions/{at.mission}" in client.get("/interactions/1").get_data(as_text=True)
    sign_in(client, Role.MISSION_LEADER)
    assert "宿に電話" in client.get(f"/missions/{at.mission}").get_data(as_text=True)


def test_the_lists_show_when_there_was_contact_last_of_many_as_of_one(client: FlaskClient, at: Scene) -> None:
    with client.application.app_context():
        call("会社へ", 3, organisation_id=at.commerce_bureau)
        year = str(ago(3).year)
    sign_in(client)
    shown = client.get("/contacts/organisations?col=name&col=last_contact").get_data(as_text=True)
    row = next(part for part in shown.split("<tr>") if "延吉市商务局" in part)
    assert year in row
    other = next(part for part in shown.split("<tr>") if "見附商工会" in part)
    assert year not in other
    with sent(client.application) as few:
        client.get("/contacts/organisations?col=name&col=last_contact")
    with client.application.app_context(), writing():
        for number in range(20):
            organisation(f"延吉第{number}公司")
        db.session.commit()
    with sent(client.application) as many:
        client.get("/contacts/organisations?col=name&col=last_contact")
    assert len(many) == len(few)


def test_a_file_is_kept_on_a_firm_taken_out_and_put_back(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    there, page = f"/threads/organisations/{at.commerce_bureau}", f"/contacts/organisations/{at.commerce_bureau}"
    form = plumbing(client, f"{there}/file")
    assert client.post(f"{there}/file", data=form).status_code == 422
    sent_along = {"file": (BytesIO(b"%PDF-1.7 catalogue"), "catalogue.pdf")}
    assert client.post(f"{there}/file", data=form | sent_along).status_code == 303
    assert "catalogue.pdf" in client.get(page).get_data(as_text=True)
    assert "catalogue.pdf" not in client.get(f"/contacts/people/{at.li}").get_data(as_text=True)
    token = {"csrf_token": form["csrf_token"]}
    assert client.post(f"/threads/people/{at.li}/files/1/remove", data=token).status_code == 404
    assert client.post(f"{there}/files/1/remove", data=token).status_code == 303
    assert "/files/1" not in client.get(page).get_data(as_text=True).split('id="thread"')[1]
    assert client.post(f"{there}/files/1/restore", data=token).status_code == 303
    with client.get("/files/1") as answer:
        assert answer.status_code == 200


def test_a_portrait_is_no_file_of_a_person(app: Flask, at: Scene) -> None:
    with app.app_context():
        with writing():
            files = [
                StoredFile(
                    storage_name=name, name=f"{name}.jpg", media_type="image/jpeg", size=1, sha256="",
                    record_type="people", record_id=at.li,
                )
                for name in ("face", "small", "card")
            ]  # fmt: skip
            with action(SET_UP, by=user()):
                db.session.add_all(files)
                db.session.flush()
                db.session.add(Portrait(person_id=at.li, file_id=files[0].id, thumbnail_id=files[1].id))
            db.session.commit()
        [[entry]] = thread("people", at.li).runs
        assert entry.row.name == "card.jpg"
        assert told(thread("organisations", at.commerce_bureau)) == ["file"]


def test_who_is_in_charge_of_the_next_step_is_marked_with_the_language_of_the_name(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        cases.opened(at, next_step_due=cases.days(9))
    sign_in(client)
    assert (
        'In charge: <bdi lang="ja">小林 里美</bdi>' in client.get(f"/contacts/organisations/{at.commerce_bureau}").text
    )
