"""The administrator's page of own fields, and own fields on the forms and pages of records."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.fields import queries, services
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.fields.test_fields import field
from tests.tags.test_tags import statements


def new_field(client: FlaskClient, **content: str) -> Any:
    form = opened(client, "/fields/new", "label_ja")
    return client.post("/fields/new", data=form | {"record_type": "people", "kind": "text"} | content)


def test_the_administrator_defines_a_choice_and_changes_it(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    content = {
        "kind": "choice",
        "label_ja": "温度感",
        "label_en": "Warmth",
        "options-0-text": "高",
        "options-1-text": "低",
    }
    assert new_field(client, **content).status_code == 303
    page = text(client, "/fields/")
    assert "温度感" in page
    assert "高, 低" in page
    with app.app_context():
        [made] = queries.defined("people")
        id = made.id
    form = opened(client, f"/fields/{id}/edit", "label_ja") | {"options-0-text": "熱い", "label_ko": "온도"}
    assert client.post(f"/fields/{id}/edit", data=form).status_code == 303
    with app.app_context():
        definition = queries.one(id)
        assert [option.text for option in definition.options] == ["熱い", "低"]
        assert queries.label_text(definition, "ko") == "온도"
    stale = client.post(f"/fields/{id}/edit", data=form | {"form_id": "another", "label_ja": "別"})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    "content",
    [
        {}, {"label_ja": "長" * 61}, {"label_en": "a\x00"}, {"label_en": "x", "kind": "choice"},
        {"label_en": "x", "kind": "colour"}, {"label_en": "x", "record_type": "users"},
        {"label_en": "x", "position": "-1"},
        {"label_en": "x", "kind": "choice", "options-0-text": "a", "options-1-text": "Ａ"},
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_the_form(app: Flask, client: FlaskClient, content: dict[str, str]) -> None:
    sign_in(client, Role.ADMIN)
    answer = new_field(client, **content)
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.get_data(as_text=True)
    with app.app_context():
        assert queries.defined("people") == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MISSION_LEADER, Role.MANAGEMENT])
def test_only_the_administrator_defines_fields(client: FlaskClient, role: Role) -> None:
    sign_in(client, role)
    assert client.get("/fields/").status_code == 403
    assert client.get("/fields/new").status_code == 403


def test_a_field_is_archived_and_restored(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = field()
    sign_in(client, Role.ADMIN)
    for verb, left in (("archive", 0), ("restore", 1)):
        form = opened(client, "/fields/", "form_id")
        assert client.post(f"/fields/{id}/{verb}", data=form).status_code == 303
        with app.app_context():
            assert len(queries.defined("people")) == left


def record(app: Flask, kind: str) -> tuple[int, str]:
    """A record of each kind and where its page is."""
    with app.app_context():
        made = book.person() if kind == "people" else book.organisation()
        return made.id, f"/contacts/{kind}/{made.id}"


@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_own_fields_are_filled_in_on_the_form_and_shown_on_the_page(app: Flask, client: FlaskClient, kind: str) -> None:
    id, at = record(app, kind)
    with app.app_context():
        number = field("number", record_type=kind, labels={"en": "Turnover"})
        day = field("date", record_type=kind, labels={"en": "First met"})
        choice = field("choice", record_type=kind, labels={"en": "Warmth"}, options=("高", "低"))
    sign_in(client)
    form = opened(client, f"{at}/edit", f"own_{number}")
    typed = {f"own_{number}": "１，２５０", f"own_{day}": "令和8年4月1日", f"own_{choice}": "高"}
    assert client.post(f"{at}/edit", data=form | typed).status_code == 303
    page = text(client, at)
    assert all(shown in page for shown in ("Turnover", "1,250", "First met", "Warmth", "高"))
    with app.app_context():
        assert len(queries.values(kind, [id])[id]) == 3


@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_a_bad_own_value_is_answered_beside_its_field_and_nothing_is_saved(
    app: Flask, client: FlaskClient, kind: str
) -> None:
    id, at = record(app, kind)
    with app.app_context():
        number = field("number", record_type=kind, labels={"en": "Turnover"})
    sign_in(client)
    form = opened(client, f"{at}/edit", f"own_{number}")
    for raw in ("many", "1234567890123.4567"):
        answer = client.post(f"{at}/edit", data=form | {f"own_{number}": raw, "form_id": raw, "notes": "残る文"})
        body = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f"own_{number}-err" in body
        assert "残る文" in body
    with app.app_context():
        assert queries.values(kind, [id]) == {}


def test_two_who_fill_in_the_same_own_field_see_both_values(app: Flask, client: FlaskClient) -> None:
    id, at = record(app, "people")
    with app.app_context():
        own = field("text", labels={"en": "Hobby"})
    sign_in(client)
    form = opened(client, f"{at}/edit", f"own_{own}")
    assert client.post(f"{at}/edit", data=form | {f"own_{own}": "釣り"}).status_code == 303
    second = client.post(f"{at}/edit", data=form | {f"own_{own}": "将棋", "form_id": "second"})
    body = second.get_data(as_text=True)
    assert second.status_code == 409
    assert "釣り" in body
    assert "将棋" in body
    with app.app_context():
        assert queries.values("people", [id]) == {id: {own: "釣り"}}


def test_a_new_person_has_own_fields_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        own = field("text", labels={"en": "Hobby"}, required=True)
    sign_in(client)
    form = opened(client, "/contacts/people/new", f"own_{own}") | {"full": "朴春花"}
    assert client.post("/contacts/people/new", data=form).status_code == 422
    made = client.post("/contacts/people/new", data=form | {f"own_{own}": "登山", "form_id": "second"})
    assert made.status_code == 303
    assert "登山" in text(client, made.headers["Location"])


def test_the_page_of_fields_costs_the_same_with_many(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)

    def visit() -> int:
        with app.app_context():
            return statements(lambda: client.get("/fields/"))

    with app.app_context(), writing():
        for n in range(3):
            services.make(record_type="people", kind="text", labels={"en": f"F{n}"}, by=user())
        db.session.commit()
    visit()
    few = visit()
    with app.app_context(), writing():
        for n in range(27):
            services.make(record_type="people", kind="text", labels={"en": f"G{n}"}, by=user())
        db.session.commit()
    assert visit() == few
