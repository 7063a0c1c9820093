"""Own fields of ticked rows: one value for all of them, refused row by row, taken back together."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.fields import queries, services
from crm.fields.services import OptionInput
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, text
from tests.fields.test_every_kind import PAGES, made
from tests.lists.test_each import do, undo
from tests.meetings.scene import Scene, scene


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def _field(app: Flask, record_type: str, kind: str = "text", **said: Any) -> int:
    with app.app_context(), writing():
        id = services.make(record_type=record_type, kind=kind, labels={"en": "Subsidy line"}, by=user(), **said).id
        db.session.commit()
    return id


def _said(app: Flask, record_type: str, ids: list[int]) -> dict[int, dict[int, Any]]:
    with app.app_context():
        return queries.values(record_type, ids)


@pytest.mark.parametrize("kind", PAGES)
def test_a_value_is_set_for_the_ticked_and_taken_back(client: FlaskClient, app: Flask, at: Scene, kind: str) -> None:
    with app.app_context():
        id = made(kind, at)
    field, needed = _field(app, kind), _field(app, kind, "date", required=True)
    sign_in(client)
    listed = PAGES[kind][2]
    page = text(client, listed)
    name = page.split('/chosen/own"')[0].rpartition("/lists/")[2]
    answer = do(client, f"/lists/{name}/chosen/own", [id], **{f"own_{field}": "販路"})
    assert answer.status_code == 303, answer.text
    assert _said(app, kind, [id]) == {id: {field: "販路"}}, "what was not filled in stays as it is"
    assert undo(client, text(client, answer.headers["Location"])).status_code == 303
    assert _said(app, kind, [id]) == {}
    answer = do(client, f"/lists/{name}/chosen/own", [id], **{f"own_{needed}": "2026-12-01"})
    undo(client, text(client, answer.headers["Location"]))
    assert _said(app, kind, [id]) == {}, "also a field that must be filled in is as empty as it was"


def test_who_says_so_already_is_left_out_and_so_is_what_was_changed_since(client: FlaskClient, app: Flask) -> None:
    options = [OptionInput("A, or B"), OptionInput("C")]
    field = _field(app, "people", "choices", options=options)
    with app.app_context(), writing():
        ids = [book.person(name, "ja").id for name in ("山田 一", "山田 二", "山田 三")]
        services.set_values("people", ids[0], {field: ["A, or B"]}, by=user())
        db.session.commit()
    sign_in(client)
    path = "/lists/people/chosen/own"
    answer = do(client, path, ids, **{f"own_{field}": ["A, or B"]})
    page = text(client, answer.headers["Location"])
    assert "Fill in custom fields: 2 done." in page
    assert "It is so already." in page
    with app.app_context(), writing():
        services.set_values("people", ids[1], {field: ["C"]}, by=user())
        db.session.commit()
    undone = undo(client, page)
    assert "Somebody has changed it since you looked." in text(client, undone.headers["Location"])
    assert _said(app, "people", ids) == {ids[0]: {field: ("A, or B",)}, ids[1]: {field: ("C",)}}


def test_nothing_is_offered_where_there_is_no_own_field_and_nothing_done_where_none_is_filled_in(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        id = book.person("山田 一", "ja").id
    sign_in(client)
    assert "/chosen/own" not in text(client, "/contacts/people")
    assert client.get(f"/lists/people/chosen/own?id={id}").status_code == 409
    field = _field(app, "people", "number")
    assert "/chosen/own" in text(client, "/contacts/people")
    path = f"/lists/people/chosen/own?id={id}"
    form = filled_form(text(client, path), "expected") | {"id": id}
    answer = client.post(path, data=form)
    assert (answer.status_code, "Fill in at least one field." in answer.text) == (422, True)
    assert client.post(path, data=form | {f"own_{field}": "seven"}).status_code == 422
    assert _said(app, "people", [id]) == {}
