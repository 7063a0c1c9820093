"""Two people minute one meeting: each item is saved by itself, and no text of either is lost."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.meetings import queries, services
from crm.meetings.rules import WRITTEN
from crm.meetings.services import Minute
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import Scene, scene, talk

SHELF = {"topic": "棚", "discussed": "棚の広さ", "theirs": "二十点へ広げたい。", "ours": "持ち帰る。"}
PLUMBING = ("csrf_token", "form_id", "version", "as_opened")


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def meeting(app: Flask, at: Scene) -> int:
    """A talk with one item, at which both sides said something."""
    with app.app_context():
        return talk(at, minutes=[Minute(**SHELF)], confirmed_by_counterpart=True).id


def items(app: Flask, id: int) -> list[dict[str, str]]:
    with app.app_context():
        found = queries.one(id, user=user()).minutes
        return [{n: getattr(i, n) for n in ("topic", *WRITTEN) if getattr(i, n)} for i in found]


def opened(client: FlaskClient, path: str) -> dict[str, Any]:
    """The form as somebody has it on the screen."""
    page = client.get(path).get_data(as_text=True)
    return {name: hidden(page, name) for name in PLUMBING} | SHELF


def two(app: Flask) -> tuple[FlaskClient, FlaskClient]:
    first, second = app.test_client(), app.test_client()
    sign_in(first)
    sign_in(second, Role.ADMIN)
    return first, second


def test_items_that_two_people_add_at_once_both_stay(app: Flask, meeting: int) -> None:
    path = f"/meetings/{meeting}/minutes/new"
    first, second = two(app)
    forms = [(client, opened(client, path)) for client in (first, second)]
    for (client, form), text in zip(forms, ("価格は三ヶ月据え置き。", "検品票を送る。"), strict=True):
        assert client.post(path, data=form | {"topic": "", "theirs": "", "ours": text}).status_code == 303
    said = [item.get("ours") for item in items(app, meeting)]
    assert said == ["持ち帰る。", "価格は三ヶ月据え置き。", "検品票を送る。"]


def test_two_people_who_change_different_fields_of_an_item_need_not_choose(app: Flask, meeting: int) -> None:
    path = f"/meetings/{meeting}/minutes/1/edit"
    first, second = two(app)
    forms = opened(first, path), opened(second, path)
    assert first.post(path, data=forms[0] | {"decision": "試験販売をする。"}).status_code == 303
    assert second.post(path, data=forms[1] | {"open_point": "掛け率"}).status_code == 303
    assert items(app, meeting) == [SHELF | {"decision": "試験販売をする。", "open_point": "掛け率"}]


def test_two_people_who_change_one_text_see_both_and_can_keep_both(app: Flask, meeting: int) -> None:
    path = f"/meetings/{meeting}/minutes/1/edit"
    first, second = two(app)
    forms = opened(first, path), opened(second, path)
    assert first.post(path, data=forms[0] | {"theirs": "二十点へ広げたい。\n値札は当方で。"}).status_code == 303
    typed = forms[1] | {"theirs": "二十点へ広げたい。\n棚は一階で。", "decision": "五月に開始。"}
    asked = second.post(path, data=typed)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409
    for text in ("値札は当方で。", "棚は一階で。", "五月に開始。", "Both texts"):
        assert text in page
    again = typed | {name: hidden(page, name) for name in ("csrf_token", "version")} | {"resolve-theirs": "both"}
    assert second.post(path, data=again).status_code == 303
    both = "二十点へ広げたい。\n値札は当方で。\n棚は一階で。"
    assert items(app, meeting) == [SHELF | {"theirs": both, "decision": "五月に開始。"}]


def test_whoever_changes_the_rest_of_the_record_cannot_overwrite_the_minutes(
    app: Flask, client: FlaskClient, meeting: int
) -> None:
    sign_in(client)
    page = client.get(f"/meetings/{meeting}/edit").get_data(as_text=True)
    assert 'name="said"' not in page
    assert 'name="subject"' in page


def test_an_item_is_taken_out_and_put_back_but_not_when_someone_wrote_in_it(
    app: Flask, client: FlaskClient, meeting: int
) -> None:
    sign_in(client)
    path = f"/meetings/{meeting}/minutes/1"
    token = {"csrf_token": csrf_token(client, f"/meetings/{meeting}")}
    assert client.post(f"{path}/remove", data=token | {"version": "7"}).status_code == 409
    assert client.post(f"{path}/remove", data=token | {"version": "1"}).status_code == 303
    assert items(app, meeting) == []
    assert client.post(f"{path}/remove", data=token | {"version": "2"}).status_code == 404
    assert client.post(f"{path}/restore", data=token).status_code == 303
    assert len(items(app, meeting)) == 1


def test_what_was_written_after_the_confirmation_is_not_confirmed(app: Flask, meeting: int) -> None:
    with app.app_context(), writing():
        found = queries.one(meeting, user=user())
        assert found.confirmed_by_counterpart
        services.add_item(found, Minute(decision="五月に開始。"), by=user())
        db.session.commit()
        assert not queries.one(meeting, user=user()).confirmed_by_counterpart


def test_an_empty_item_is_refused(app: Flask, client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    path = f"/meetings/{meeting}/minutes/new"
    empty = opened(client, path) | dict.fromkeys(("topic", *WRITTEN), "")
    assert client.post(path, data=empty).status_code == 422
    with app.app_context(), writing(), pytest.raises(Refused, match="Enter what"):
        services.add_item(queries.one(meeting, user=user()), Minute(), by=user())


def test_items_of_meetings_that_one_does_not_see_are_not_found(app: Flask, client: FlaskClient, meeting: int) -> None:
    sign_in(client, Role.MISSION_LEADER)
    token = {"csrf_token": csrf_token(client, "/meetings/new")}
    for path in ("minutes/new", "minutes/1/edit", "photos/new", "photos/1", "photos/1/edit"):
        assert client.get(f"/meetings/{meeting}/{path}").status_code == 404, path
    for path in ("minutes/1/remove", "minutes/1/restore", "photos/1/remove", "photos/1/restore"):
        answer: TestResponse = client.post(f"/meetings/{meeting}/{path}", data=token)
        assert answer.status_code == 404, path
