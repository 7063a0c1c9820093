"""The pages of target lists: all lists, one with its members, adding from a search and from a record's page."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from crm.targets import queries
from tests.cast import csrf_token, hidden, sign_in, user
from tests.contacts import book
from tests.tags.test_tags import statements
from tests.targets.test_targets import OTHER, add, made

HTMX = {"HX-Request": "true"}
PLUMBING = ("csrf_token", "form_id", "version", "as_opened")


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def posted(client: FlaskClient, at: str, path: str | None = None, *, htmx: bool = False, **changes: Any) -> Any:
    page = text(client, at)
    plumbing = {name: hidden(page, name) for name in PLUMBING}
    return client.post(path or at, data=plumbing | changes, headers=HTMX if htmx else None)


def list_of_one(app: Flask, **content: Any) -> tuple[int, int, int]:
    """(list, person on it, member)."""
    with app.app_context():
        target_list, person = made(**content), book.person()
        add(target_list, [person.id])
        [member] = queries.lists_of("people", person.id, user=user())
        return target_list.id, person.id, member.id


def test_a_list_is_made_filled_from_a_search_and_shows_its_members(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        office = book.organisation()
        first, second = book.person("李明淑", at=office).id, book.person("李春花").id
    sign_in(client)
    answer = posted(client, "/targets/new", name="見附に招く人", kind="people", purpose="春の見学会")
    assert answer.status_code == 303
    at = answer.headers["Location"]
    assert "Nobody is on this list yet" in text(client, at)
    searched = f"{at}/add?q=李"
    assert "延吉市商务局" in text(client, searched)
    refused = posted(client, searched)
    assert (refused.status_code, "Tick at least one." in refused.get_data(as_text=True)) == (422, True)
    assert posted(client, searched, ids=[str(first), str(second), "999999", "x"], note="紹介").status_code == 303
    page = text(client, at)
    assert all(shown in page for shown in ("李明淑", "李春花", "延吉市商务局", "紹介", "春の見学会"))
    assert "見附に招く人" in text(client, "/targets/?kind=people")
    assert "見附に招く人" not in text(client, "/targets/?kind=organisations")


@pytest.mark.parametrize(
    "content",
    [{"name": ""}, {"name": "長" * 121}, {"name": "a\x00"}, {"kind": "leads"}, {"purpose": "x" * 2001}, {"kind": ""}],
)
def test_bad_input_is_answered_with_the_form(client: FlaskClient, content: dict[str, Any]) -> None:
    sign_in(client)
    answer = posted(client, "/targets/new", **({"name": "名", "kind": "people"} | content))
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.get_data(as_text=True)


def test_a_member_changes_in_its_row_and_is_taken_off(app: Flask, client: FlaskClient) -> None:
    id, _person, member = list_of_one(app)
    sign_in(client)
    path = f"/targets/members/{member}"
    row = posted(client, path, htmx=True, state="approached", note="名刺交換")
    assert row.status_code == 200
    assert f'id="member-{member}"' in row.get_data(as_text=True)
    assert "<html" not in row.get_data(as_text=True)
    assert "名刺交換" in text(client, f"/targets/{id}?state=approached")
    bad = posted(client, path, state="x", note="長" * 301)
    assert bad.status_code == 422
    token = csrf_token(client, path)
    assert client.post(f"{path}/remove", data={"csrf_token": token}).status_code == 303
    assert "Nobody is on this list yet" in text(client, f"/targets/{id}")


def test_two_who_change_a_member_see_both_versions(app: Flask, client: FlaskClient) -> None:
    _id, _person, member = list_of_one(app)
    sign_in(client)
    path = f"/targets/members/{member}"
    page = text(client, path)
    plumbing = {name: hidden(page, name) for name in PLUMBING}
    assert client.post(path, data=plumbing | {"state": "approached", "note": "甲"}).status_code == 303
    again = client.post(path, data=plumbing | {"form_id": "second", "state": "declined", "note": "乙"})
    assert again.status_code == 409
    assert "甲" in again.get_data(as_text=True)


def test_a_record_is_put_on_a_list_from_its_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        target_list, person = made(name="招待").id, book.person().id
    sign_in(client)
    at = f"/targets/panels/people/{person}"
    assert posted(client, at, f"/targets/on/people/{person}", list_id="").status_code == 422
    assert posted(client, at, f"/targets/on/people/{person}", list_id="999").status_code == 422
    put = posted(client, at, f"/targets/on/people/{person}", list_id=str(target_list), note="団長の紹介")
    assert (put.status_code, put.headers["Location"]) == (303, f"/contacts/people/{person}")
    assert "団長の紹介" in text(client, at)


def test_the_private_list_of_another_is_not_found(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        hidden_list = made(by=user(email=OTHER)).id
        person = book.person().id
    sign_in(client)
    assert client.get(f"/targets/{hidden_list}").status_code == 404
    assert client.get(f"/targets/{hidden_list}/add").status_code == 404
    at = f"/targets/panels/people/{person}"
    assert posted(client, at, f"/targets/on/people/{person}", list_id=str(hidden_list)).status_code == 422


def test_a_list_is_archived_and_comes_back(app: Flask, client: FlaskClient) -> None:
    id, _person, _member = list_of_one(app)
    sign_in(client)
    token = csrf_token(client, f"/targets/{id}")
    assert client.post(f"/targets/{id}/archive", data={"csrf_token": token}).status_code == 303
    assert client.get(f"/targets/{id}").status_code == 404
    assert client.post(f"/targets/{id}/restore", data={"csrf_token": token}).status_code == 303
    assert "李明淑" in text(client, f"/targets/{id}")


def test_management_reads_but_does_not_write(app: Flask, client: FlaskClient) -> None:
    id, _person, member = list_of_one(app, shared=True)
    sign_in(client, Role.MANAGEMENT)
    assert "李明淑" in text(client, f"/targets/{id}")
    for path in ("/targets/new", f"/targets/{id}/add", f"/targets/{id}/edit", f"/targets/members/{member}"):
        assert client.get(path).status_code == 403, path


def test_the_list_of_lists_costs_the_same_with_many(app: Flask, client: FlaskClient) -> None:
    sign_in(client)

    def visit() -> int:
        with app.app_context():
            return statements(lambda: client.get("/targets/"))

    with app.app_context():
        for n in range(3):
            add(made(name=f"一覧{n}"), [n + 1])
    visit()
    few = visit()
    with app.app_context():
        for n in range(3, 30):
            add(made(name=f"一覧{n}"), [n + 1])
    assert visit() == few
