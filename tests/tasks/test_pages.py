"""The pages of tasks: list, form, buttons with and without htmx, panels."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.config import Smtp
from crm.contacts.kind import ORGANISATION
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings.kind import MEETING
from crm.tasks import services
from crm.tasks.models import Task
from crm.users import services as accounts
from tests.cast import csrf_token, hidden, sign_in, user
from tests.contacts.pages import opened
from tests.meetings.scene import scene, talk

HTMX = {"HX-Request": "true"}


def add_tasks(app: Flask, count: int, *, role: Role = Role.COORDINATOR, **values: Any) -> list[int]:
    with app.app_context(), writing():
        owner = user(role)
        given: dict[str, Any] = {"due_on": date(2026, 12, 1), "owner_id": owner.id, "by": owner} | values
        made = [services.add(text=f"確認 {n}", **given) for n in range(count)]
        db.session.commit()
        return [task.id for task in made]


def state(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.get_one(Task, id).status


def posted(client: FlaskClient, path: str, **changes: str) -> Any:
    """The answer to the form at `path`, sent with what it shows and `changes`."""
    text = client.get(path).get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | changes)


def test_a_task_is_written_and_stands_in_the_list(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with app.app_context():
        me = str(user().id)
    answer = posted(client, "/tasks/new", text="見積書を送る", owner_id=me, due_on="2026-12-18")
    assert answer.status_code == 303
    assert "見積書を送る" in client.get("/tasks/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 301),
        ("text", "a\x00b"),
        ("owner_id", "999999"),
        ("owner_id", "1; drop"),
        ("due_on", "2026-02-30"),
        ("due_on", ""),
        ("external_owner", "長" * 10_000),
    ],
)
def test_bad_input_is_answered_with_the_form(app: Flask, client: FlaskClient, field: str, value: str) -> None:
    sign_in(client)
    with app.app_context():
        good = {"text": "残る文", "owner_id": str(user().id), "due_on": "2026-12-18"}
    answer = posted(client, "/tasks/new", **good | {field: value})
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.query(Task).count() == 0


def test_where_no_mail_is_sent_the_page_says_where_reminders_stand(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    said = "no mail server is set up"
    assert said in client.get("/tasks/").get_data(as_text=True)
    app.extensions["settings"] = replace(
        app.extensions["settings"], smtp=Smtp("127.0.0.1", 25, "none", "musubi@example.jp")
    )
    assert said not in client.get("/tasks/").get_data(as_text=True)


def test_done_works_without_javascript_and_in_place_with_htmx(app: Flask, client: FlaskClient) -> None:
    first, second = add_tasks(app, 2)
    sign_in(client)
    token = csrf_token(client, "/tasks/")
    plain = client.post(f"/tasks/{first}/done", data={"csrf_token": token, "next": "/tasks/?state=open"})
    assert (plain.status_code, plain.headers["Location"]) == (303, "/tasks/?state=open")
    row = client.post(f"/tasks/{second}/done", data={"csrf_token": token}, headers=HTMX)
    assert row.status_code == 200
    assert f'id="task-{second}"' in row.get_data(as_text=True)
    assert "<html" not in row.get_data(as_text=True)
    assert (state(app, first), state(app, second)) == ("done", "done")


def test_a_foreign_address_to_go_back_to_is_not_followed(app: Flask, client: FlaskClient) -> None:
    (id,) = add_tasks(app, 1)
    sign_in(client)
    token = csrf_token(client, "/tasks/")
    answer = client.post(f"/tasks/{id}/done", data={"csrf_token": token, "next": "//evil.example/"})
    assert answer.headers["Location"] == "/"


def test_postpone_reassign_cancel_and_reopen(app: Flask, client: FlaskClient) -> None:
    (id,) = add_tasks(app, 1)
    sign_in(client)
    path = f"/tasks/{id}"
    with app.app_context():
        admin = user(Role.ADMIN).id
    text = client.get(path).get_data(as_text=True)
    form = {"csrf_token": hidden(text, "csrf_token")}
    assert client.post(f"{path}/postpone", data=form | {"due_on": "2026-12-24"}).status_code == 303
    assert client.post(f"{path}/postpone", data=form | {"due_on": "2026-12-01"}).status_code == 422
    assert client.post(f"{path}/reassign", data=form | {"owner_id": str(admin)}).status_code == 303
    assert client.post(f"{path}/reassign", data=form | {"owner_id": "999"}).status_code == 422
    assert client.post(f"{path}/week", data=form).status_code == 303
    with app.app_context():
        kept = db.session.get_one(Task, id)
        assert (kept.due_on, kept.owner_id) == (date(2026, 12, 31), admin)
    assert client.post(f"{path}/cancel", data=form).status_code == 303
    assert client.post(f"{path}/done", data=form).status_code == 409
    assert client.post(f"{path}/reopen", data=form).status_code == 303
    assert state(app, id) == "open"


def test_a_stale_version_shows_both_versions(app: Flask, client: FlaskClient) -> None:
    (id,) = add_tasks(app, 1)
    sign_in(client)
    opened = client.get(f"/tasks/{id}/edit").get_data(as_text=True)
    with app.app_context(), writing():
        services.postpone(db.session.get_one(Task, id), by=user())
        db.session.commit()
    data = {n: hidden(opened, n) for n in ("csrf_token", "form_id", "version", "as_opened")}
    with app.app_context():
        data |= {"text": "わたしの文", "owner_id": str(user().id), "due_on": "2026-12-01"}
    answer = client.post(f"/tasks/{id}/edit", data=data)
    assert answer.status_code == 409
    assert "わたしの文" in answer.get_data(as_text=True)


def test_hidden_tasks_are_not_found_and_management_cannot_write(app: Flask, client: FlaskClient) -> None:
    (id,) = add_tasks(app, 1)
    sign_in(client, Role.MISSION_LEADER)
    for path in (f"/tasks/{id}", f"/tasks/{id}/edit", "/tasks/999999", "/tasks/panels/meetings/1"):
        assert client.get(path).status_code == 404, path
    token = csrf_token(client, "/tasks/")
    assert client.post(f"/tasks/{id}/done", data={"csrf_token": token}).status_code == 404
    manager = app.test_client()
    sign_in(manager, Role.MANAGEMENT)
    assert manager.get("/tasks/new").status_code == 403
    page = manager.get("/tasks/?scope=all").get_data(as_text=True)
    assert "確認 0" in page
    assert f'action="/tasks/{id}/done"' not in page


def test_a_post_without_the_token_is_refused(app: Flask, client: FlaskClient) -> None:
    (id,) = add_tasks(app, 1)
    sign_in(client)
    assert client.post(f"/tasks/{id}/done").status_code == 400
    assert state(app, id) == "open"


def test_the_list_keeps_its_state_in_the_address(app: Flask, client: FlaskClient) -> None:
    add_tasks(app, 2, due_on=date(2020, 1, 1))
    add_tasks(app, 1, role=Role.ADMIN)
    sign_in(client)
    assert "確認 1" not in client.get("/tasks/?q=確認+0").get_data(as_text=True)
    assert client.get("/tasks/?state=overdue").get_data(as_text=True).count('id="task-') == 2
    assert client.get("/tasks/?scope=all").get_data(as_text=True).count('id="task-') == 3
    assert client.get("/tasks/?state=nonsense&scope=%00&q=%00").status_code == 200
    assert "No task matches" in client.get("/tasks/?q=zzz").get_data(as_text=True)


def test_the_list_asks_the_database_as_often_for_thirty_rows_as_for_three(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    add_tasks(app, 3)
    few = queries_of(app, client, "/tasks/")
    add_tasks(app, 27)
    assert queries_of(app, client, "/tasks/") == few


def queries_of(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements the page at `path` sends."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_a_task_stays_with_a_colleague_whose_account_was_closed(app: Flask, client: FlaskClient) -> None:
    [id] = add_tasks(app, 1, role=Role.MANAGEMENT)
    [mine] = add_tasks(app, 1)
    with app.app_context(), writing():
        colleague, admin = user(Role.MANAGEMENT), user(Role.ADMIN)
        accounts.change(colleague, display_name=colleague.display_name, role=Role.MANAGEMENT, active=False, by=admin)
        db.session.commit()
        left = colleague.id
    sign_in(client)
    form = opened(client, f"/tasks/{id}/edit", "text")
    assert form["owner_id"] == str(left)
    assert "(account closed)" in client.get(f"/tasks/{id}/edit").get_data(as_text=True)
    assert client.post(f"/tasks/{id}/edit", data=form | {"text": "請求書を送る"}).status_code == 303
    with app.app_context():
        task = db.session.get_one(Task, id)
        assert (task.text, task.owner_id) == ("請求書を送る", left)
    other = opened(client, f"/tasks/{mine}/edit", "text")
    assert client.post(f"/tasks/{mine}/edit", data=other | {"owner_id": str(left)}).status_code == 422, "no new work"


def test_what_is_added_on_a_meeting_stands_in_the_list_of_its_mission(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        meeting, mission, me = talk(at, activity_id=at.mission).id, at.mission, str(user().id)
    sign_in(client)
    path = f"/tasks/new?record_type=meetings&record_id={meeting}"
    assert posted(client, path, text="見積書を送る", owner_id=me, due_on="2026-12-18").status_code == 303
    assert "見積書を送る" in client.get(f"/tasks/?activity={mission}").get_data(as_text=True)


def test_completing_keeps_the_focus_in_the_row_and_tells_the_counts(app: Flask, client: FlaskClient) -> None:
    (id,) = add_tasks(app, 1)
    sign_in(client)
    assert "autofocus" not in client.get("/tasks/").get_data(as_text=True)
    token = {"csrf_token": csrf_token(client, "/tasks/"), "next": "/"}
    answer = client.post(f"/tasks/{id}/done", data=token, headers=HTMX)
    row = answer.get_data(as_text=True)
    assert row.count("autofocus") == 1
    assert "Reopen" in row.partition("autofocus")[2]
    assert "tasks-changed" in answer.headers["HX-Trigger"]
    home = client.get("/").get_data(as_text=True)
    assert re.search(r'hx-get="/home/counts\?day=1"[^>]*hx-trigger="tasks-changed from:body"', home)
    assert re.search(r'hx-get="/home/counts"[^>]*hx-trigger="tasks-changed from:body"', client.get("/tasks/").text)


def test_what_counts_of_the_day_follows_what_is_done(app: Flask, client: FlaskClient) -> None:
    today = clock.today("Asia/Tokyo")
    (id, _later) = add_tasks(app, 2, due_on=today)
    add_tasks(app, 1, role=Role.MANAGEMENT, due_on=today)
    sign_in(client)

    def told() -> tuple[str | None, ...]:
        page = client.get("/home/counts?day=1", headers=HTMX).text
        assert page.count('hx-swap-oob="true"') == 3
        parts = (
            r'id="waits-tasks-index"[^>]*>(\d*)<',
            r'id="due-count"[^>]*>(\d*)<',
            r"(\d+) tasks? (?:is|are) due today",
        )
        return tuple(found[1] if (found := re.search(part, page)) else None for part in parts)

    assert told() == ("2", "2", "2")
    token = {"csrf_token": csrf_token(client, "/tasks/"), "next": "/"}
    client.post(f"/tasks/{id}/done", data=token, headers=HTMX)
    assert told() == ("1", "1", "1")
    assert "due-count" not in client.get("/home/counts", headers=HTMX).text


def test_a_task_that_nobody_wrote_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        made = services.add(text="自動", due_on=date(2026, 12, 1), owner_id=user().id, by=None)
        db.session.commit()
        id = made.id
    sign_in(client)
    assert "<dt>Written by</dt><dd>the system</dd>" in client.get(f"/tasks/{id}").get_data(as_text=True)


def test_a_leader_opens_with_a_task_on_a_record_they_see_its_panels_and_its_history(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), writing():
        at = scene()
        mine, foreign = talk(at), None
        office = user(Role.COORDINATOR)
        on_firm = services.add(
            text="見積書を送る", due_on=date(2026, 12, 1), owner_id=office.id, by=office,
            record=(ORGANISATION, mine.organisation_id),
        )  # fmt: skip
        foreign = services.add(
            text="電話する", due_on=date(2026, 12, 1), owner_id=office.id, by=office, record=(MEETING, mine.id)
        )
        db.session.commit()
        seen, unseen = on_firm.id, foreign.id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/tasks/{seen}").status_code == 200
    for address in ("/panels/tasks/{}", "/threads/files/tasks/{}", "/audit/tasks/{}"):
        assert client.get(address.format(seen), headers=HTMX).status_code == 200, address
        assert client.get(address.format(unseen), headers=HTMX).status_code == 404, address
    assert client.get(f"/tasks/{unseen}").status_code == 404
