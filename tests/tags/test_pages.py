"""The pages of tags: chips on a record's page, the list of all, merging."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.tags import queries, services
from tests.cast import csrf_token, hidden, sign_in, user
from tests.contacts import book
from tests.tags.test_tags import names_of, statements

HTMX = {"HX-Request": "true"}
PLUMBING = ("csrf_token", "form_id", "version", "as_opened")


def person(app: Flask) -> int:
    with app.app_context():
        return book.person().id


def tagged(app: Flask, names: list[str], id: int) -> list[int]:
    with app.app_context(), writing():
        made = services.tag("people", id, names, by=user())
        db.session.commit()
        return [tag.id for tag in made]


def posted(client: FlaskClient, at: str, path: str, headers: dict[str, str] | None = None, **changes: str) -> Any:
    """The answer to the form on the page `at` that is sent to `path`."""
    text = client.get(at).get_data(as_text=True)
    plumbing = {name: hidden(text, name) for name in PLUMBING}
    return client.post(path, data=plumbing | changes, headers=headers)


def test_a_tag_is_typed_and_taken_off_with_and_without_htmx(app: Flask, client: FlaskClient) -> None:
    id = person(app)
    sign_in(client)
    at = f"/tags/on/people/{id}"
    plain = posted(client, at, f"{at}/add", names="VIP、 ニット")
    assert (plain.status_code, plain.headers["Location"]) == (303, f"/contacts/people/{id}")
    panel = posted(client, at, f"{at}/add", HTMX, names="展示会")
    body = panel.get_data(as_text=True)
    assert panel.status_code == 200
    assert "<html" not in body
    assert all(name in body for name in ("VIP", "ニット", "展示会"))
    with app.app_context():
        first = queries.of_records("people", [id])[id][0].id
    token = csrf_token(client, at)
    gone = client.post(f"{at}/{first}/remove", data={"csrf_token": token}, headers=HTMX)
    assert gone.status_code == 200
    with app.app_context():
        assert names_of(id) == ["ニット", "展示会"]


def test_the_tags_stand_on_the_pages_of_people_and_organisations(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        office = book.organisation().id
    id = person(app)
    tagged(app, ["人の印"], id)
    with app.app_context(), writing():
        services.tag("organisations", office, ["組織の印"], by=user())
        db.session.commit()
    sign_in(client)
    assert "人の印" in client.get(f"/contacts/people/{id}").get_data(as_text=True)
    assert "組織の印" in client.get(f"/contacts/organisations/{office}").get_data(as_text=True)


@pytest.mark.parametrize(
    "names",
    ["", "長" * 41, "a\x00b", ",,,", "あ,い,う,え,お,か,き,く,け,こ,さ,し,す,せ,そ,た,ち,つ,て,と,な", "\ud7a3" * 900],
)
def test_bad_input_is_answered_beside_the_box(app: Flask, client: FlaskClient, names: str) -> None:
    id = person(app)
    sign_in(client)
    at = f"/tags/on/people/{id}"
    answer = posted(client, at, f"{at}/add", names=names)
    assert answer.status_code == 422
    assert "tag-names-err" in answer.get_data(as_text=True)
    with app.app_context():
        assert names_of(id) == []


def test_a_mission_leader_is_told_that_a_new_tag_is_not_theirs_to_make(app: Flask, client: FlaskClient) -> None:
    id = person(app)
    sign_in(client, Role.MISSION_LEADER)
    at = f"/tags/on/people/{id}"
    answer = posted(client, at, f"{at}/add", names="新しい印")
    assert answer.status_code == 422
    assert "新しい印" in answer.get_data(as_text=True)
    assert client.get("/tags/new").status_code == 403


@pytest.mark.parametrize("path", ["/tags/on/people/999", "/tags/on/users/1", "/tags/on/leads/1", "/tags/999/edit"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    sign_in(client, Role.ADMIN)
    assert client.get(path).status_code == 404


def test_a_tag_is_made_renamed_merged_archived_and_restored(app: Flask, client: FlaskClient) -> None:
    id = person(app)
    losing, kept = tagged(app, ["編物", "ニット"], id)
    sign_in(client)
    assert posted(client, "/tags/new", "/tags/new", name="新", colour="green").status_code == 303
    again = posted(client, "/tags/new", "/tags/new", name="ニット", colour="green")
    assert (again.status_code, "ニット" in again.get_data(as_text=True)) == (422, True)
    edited = posted(client, f"/tags/{kept}/edit", f"/tags/{kept}/edit", name="Knit", colour="amber")
    assert edited.status_code == 303
    refused = posted(client, f"/tags/{losing}/edit", f"/tags/{losing}/merge", into_id=str(losing))
    assert refused.status_code == 422
    assert posted(client, f"/tags/{losing}/edit", f"/tags/{losing}/merge", into_id=str(kept)).status_code == 303
    with app.app_context():
        assert names_of(id) == ["Knit"]
    for verb, shown in (("archive", []), ("restore", ["Knit"])):
        assert posted(client, "/tags/", f"/tags/{kept}/{verb}").status_code == 303
        with app.app_context():
            assert names_of(id) == shown


def test_the_list_of_tags_leads_to_who_carries_one(app: Flask, client: FlaskClient) -> None:
    id = person(app)
    [tag] = tagged(app, ["展示会"], id)
    with app.app_context():
        book.person("朴春花")
    sign_in(client)
    there = f"/contacts/people?tag={tag}"
    assert there in client.get("/tags/").get_data(as_text=True)
    listed = client.get(there).get_data(as_text=True)
    assert "李明淑" in listed
    assert "朴春花" not in listed


def test_the_list_of_tags_costs_the_same_with_many(app: Flask, client: FlaskClient) -> None:
    id = person(app)
    sign_in(client)

    def visit() -> int:
        with app.app_context():
            return statements(lambda: client.get("/tags/"))

    tagged(app, ["a", "b", "c"], id)
    visit()
    few = visit()
    tagged(app, [f"n{i}" for i in range(15)], id)
    tagged(app, [f"m{i}" for i in range(15)], id)
    assert visit() == few
