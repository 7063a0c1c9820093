"""The pages of the delegation: people from the book and people new to it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import activity_of, posted, pressed, text


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission(objectives="視察").id


def test_a_delegate_from_the_book_and_one_new_to_it(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        chamber = book.organisation("見附商工会", "ja", country="JP")
        naoki = book.person("髙橋 直樹", "ja", at=chamber, title="会長", reading="たかはし なおき")
        ids = {"person": str(naoki.id), "chamber": str(chamber.id)}
    cast.sign_in(client)
    new, part = f"/missions/{mission}/participants/new", {"role": "member", "state": "accepted", "name_language": "ja"}
    data = part | {"person_id": ids["person"], "role": "head", "again": "1"}
    answer = posted(client, new, data)
    assert answer.status_code == 303
    assert answer.location == new
    data = part | {"name": "安角 恵", "reading": "あずみ めぐみ", "organisation_id": ids["chamber"], "title": "主査"}
    assert posted(client, new, data).status_code == 303
    shown = text(client, f"/missions/{mission}/delegation")
    assert "会長" in shown
    assert "安角 恵" in shown
    assert "あずみ めぐみ" in shown
    answer = posted(client, new, part | {"person_id": ids["person"]})
    assert answer.status_code == 422
    assert "in the delegation already" in answer.get_data(as_text=True)


def test_a_likely_duplicate_is_shown_before_a_new_delegate_is_made(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        book.person("安角 恵", "ja")
    cast.sign_in(client)
    new = f"/missions/{mission}/participants/new"
    data = {"role": "member", "state": "accepted", "name": "安角 恵", "name_language": "ja"}
    answer = posted(client, new, data)
    assert answer.status_code == 409
    assert "Same name" in answer.get_data(as_text=True)
    assert posted(client, new, data | {"confirmed": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "person_id"),
        ({"person_id": "999999"}, "person_id"),
        ({"name": "長" * 10_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "安角 恵", "organisation_id": "999999"}, "organisation_id"),
        ({"name": "安角 恵", "role": "king"}, "role"),
        ({"name": "安角 恵", "order": "-1"}, "order"),
        ({"name": "安角 恵", "title": "x" * 121}, "title"),
    ],
)
def test_a_bad_delegate_is_told_beside_the_field(
    app: Flask, client: FlaskClient, mission: int, data: dict[str, str], field: str
) -> None:
    cast.sign_in(client)
    base = {"role": "member", "state": "accepted", "name_language": "ja"}
    answer = posted(client, f"/missions/{mission}/participants/new", base | data)
    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.get_data(as_text=True)


def test_a_delegate_is_corrected_and_taken_out(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        part = voyage.delegate(activity_of(mission)).id
    cast.sign_in(client)
    edit = f"/missions/{mission}/participants/{part}/edit"
    assert posted(client, edit, {"role": "head", "state": "accepted", "title": "会頭", "order": "1"}).status_code == 303
    shown = text(client, f"/missions/{mission}/delegation")
    assert "会頭" in shown
    assert "Head of delegation" in shown
    remove = f"/missions/{mission}/participants/{part}/remove"
    assert pressed(client, remove, f"/missions/{mission}").status_code == 303
    assert client.get(edit).status_code == 404
