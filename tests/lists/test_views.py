"""Saved views: who sees, pins, shares and changes them, and what becomes of one that names what is gone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.database import db, writing
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Role
from crm.lists import queries, services
from crm.lists.models import SavedView
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, opened, text

OTHER = "mori@example.jp"


def saved_view(name: str = "Banks", query: str = "role=bank", **content: bool) -> int:
    with writing():
        made = services.save_view(list_name="people", query=query, name=name, **content, by=user())
        db.session.commit()
        return made.id


def names(role: Role, email: str | None = None) -> list[str]:
    return [view.name for view in queries.views(user(role, email=email))]


def test_own_views_are_private_and_shared_ones_everyones(app: Flask) -> None:
    with app.app_context():
        saved_view("Mine")
        saved_view("Ours", shared=True)
        assert names(Role.COORDINATOR) == ["Mine", "Ours"]
        assert names(Role.COORDINATOR, OTHER) == ["Ours"]
        assert names(Role.MANAGEMENT) == ["Ours"]


def test_a_view_is_saved_from_the_list_and_opens_it(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        bank = book.organisation("北方銀行", roles=["bank"])
        book.person("銀行 太郎", "ja", at=bank)
        book.person("別人", "ja")
    sign_in(client)
    form = opened(client, "/lists/people/views/new?role=bank&col=email&cursor=abc", "name")
    answer = client.post("/lists/people/views/new", data=form | {"name": "北方の銀行", "pinned": "y"})
    assert answer.status_code == 303
    there = answer.headers["Location"]
    assert there.startswith("/contacts/people?role=bank&col=email&view=")
    page = text(client, there)
    assert "銀行 太郎" in page
    assert "別人" not in page
    assert "北方の銀行" in text(client, "/tasks/"), "a pinned view stands in the navigation of every page"
    with app.app_context():
        assert "view.saved" in list(db.session.scalars(select(AuditEntry.verb)))


def test_a_pinned_view_stands_only_in_its_owners_navigation_unless_pinned_for_all(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        saved_view("Only mine", shared=True, pinned=True)
        saved_view("For all", shared=True, pinned_for_all=True)
    sign_in(client, Role.MANAGEMENT)
    page = text(client, "/places/")
    assert "For all" in page
    assert "Only mine" not in page


def test_the_usual_view_is_what_the_list_opens_with_and_everything_is_a_click_away(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        book.person("別人", "ja")
        id = saved_view(usual=True)
        saved_view("Newer usual", query="role=media", usual=True)
        newer = next(view.id for view in queries.views(user()) if view.is_usual)
        assert newer != id
    sign_in(client)
    answer = client.get("/contacts/people")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/contacts/people?role=media&view={newer}")
    assert "Nothing matches" in text(client, answer.headers["Location"])
    assert "別人" in text(client, "/contacts/people?view=none")


def test_an_order_alone_can_be_kept_as_a_view(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.person("李明淑")
    sign_in(client)
    assert "Save as a view" not in text(client, "/contacts/people")
    assert "/lists/people/views/new?sort=-changed" in text(client, "/contacts/people?sort=-changed")


def test_who_saves_no_view_after_all_comes_back_to_the_list_as_it_was(client: FlaskClient) -> None:
    sign_in(client)
    assert 'href="/contacts/people?role=bank&amp;sort=-name"' in text(
        client, "/lists/people/views/new?role=bank&sort=-name"
    )


def test_a_changed_view_is_kept_as_it_is_shown(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        id = saved_view()
    sign_in(client)
    assert "differs from the saved view" not in text(client, f"/contacts/people?role=bank&view={id}")
    page = text(client, f"/contacts/people?role=media&view={id}")
    assert "differs from the saved view" in page
    form = filled_form(page.split('/replace">')[1].join(("<form>", "")), "of")
    answer = client.post(f"/lists/views/{id}/replace", data=form)
    assert answer.headers["Location"] == f"/contacts/people?role=media&view={id}"


def test_who_may_not_share_is_offered_no_tick_and_refused(client: FlaskClient, app: Flask) -> None:
    sign_in(client, Role.MANAGEMENT)
    form = opened(client, "/lists/people/views/new?role=bank", "name")
    assert "pinned_for_all" not in text(client, "/lists/people/views/new?role=bank")
    client.post("/lists/people/views/new", data=form | {"name": "x", "shared": "y", "pinned_for_all": "y"})
    with app.app_context():
        assert [view.shared for view in db.session.scalars(select(SavedView))] == [False]
        with writing(), pytest.raises(Refused):
            services.save_view(list_name="people", query="", name="x", shared=True, by=user(Role.MANAGEMENT))


def test_a_view_pinned_for_all_is_shared_and_has_a_name(app: Flask) -> None:
    with app.app_context(), writing():
        with pytest.raises(Refused):
            services.save_view(list_name="people", query="", name="x", pinned_for_all=True, by=user())
        with pytest.raises(Refused):
            services.save_view(list_name="people", query="", name="  ", by=user())
        with pytest.raises(Refused):
            services.save_view(list_name="people", query="q=" + "x" * 5000, name="x", by=user())


def test_nobody_changes_or_sees_a_view_that_is_not_theirs(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        private, shared = saved_view("Private"), saved_view("Shared", shared=True)
        with writing(), pytest.raises(Forbidden):
            services.remove_view(queries.view(shared, user=user()), by=user(Role.MANAGEMENT))
    sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/lists/views/{private}").status_code == 404
    page = text(client, f"/lists/views/{shared}")
    assert "belongs to" in page
    assert "Remove this view" not in page
    token = opened(client, "/lists/people/views/new", "name")["csrf_token"]
    assert client.post(f"/lists/views/{shared}/remove", data={"csrf_token": token}).status_code == 403
    assert client.post(f"/lists/views/{private}/remove", data={"csrf_token": token}).status_code == 404


def test_a_colleague_takes_a_shared_view_back_from_everyone(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        id = saved_view(shared=True)
    sign_in(client, email=OTHER)
    form = opened(client, f"/lists/views/{id}", "name")
    assert form.pop("shared")
    answer = client.post(f"/lists/views/{id}", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contacts/people?view=none")
    with app.app_context():
        assert names(Role.COORDINATOR) == ["Banks"]
        assert names(Role.COORDINATOR, OTHER) == []


def test_a_removed_view_comes_back(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        id = saved_view()
    sign_in(client)
    form = opened(client, f"/lists/views/{id}", "name")
    token = {"csrf_token": form["csrf_token"]}
    assert client.post(f"/lists/views/{id}/remove", data=token).headers["Location"] == "/contacts/people?view=none"
    with app.app_context():
        assert names(Role.COORDINATOR) == []
    assert client.post(f"/lists/views/{id}/restore", data=token).status_code == 303
    with app.app_context():
        assert names(Role.COORDINATOR) == ["Banks"]
        verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
        assert verbs[-2:] == ["view.removed", "view.restored"]


def test_a_view_is_renamed_and_an_empty_name_is_refused_beside_its_field(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        id = saved_view()
    sign_in(client)
    form = opened(client, f"/lists/views/{id}", "name")
    answer = client.post(f"/lists/views/{id}", data=form | {"name": " "})
    assert answer.status_code == 422
    assert client.post(f"/lists/views/{id}", data=form | {"name": "銀行", "shared": "y"}).status_code == 303
    with app.app_context():
        assert names(Role.MANAGEMENT) == ["銀行"]


def test_a_view_of_what_no_longer_exists_still_opens(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.person("李明淑")
        id = saved_view(query="col=own-99&own-99-is=x&tag=4242&role=king&sort=weight")
    sign_in(client)
    page = text(client, f"/contacts/people?col=own-99&own-99-is=x&role=king&sort=weight&view={id}")
    assert "李明淑" in page
    assert "Nothing matches" in text(client, f"/contacts/people?tag=4242&view={id}")


@pytest.mark.parametrize(
    "path", ["/lists/nothing/views/new", "/lists/nothing/adjust/filters", "/lists/people/adjust/x"]
)
def test_a_list_that_is_none_is_not_there(client: FlaskClient, path: str) -> None:
    sign_in(client)
    assert client.get(path).status_code == 404
