"""The role of a maker's person: a few pages of their own, no page of the office, no row that is not named for them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.capabilities import KINDS, LISTINGS, PANELS, WAITING, entries_of, menu_of
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import ROLE_PERMISSIONS, STAFF, Permission, Role, allows
from crm.core.sight import AT_WORK, SIGHTS
from crm.home.contents import PANELS as HOME_PANELS
from crm.makers import queries
from crm.users import queries as users
from crm.users import services as accounts
from crm.web.access import PUBLIC, holds, policies
from tests.cast import PASSWORD, SET_UP, account, csrf_token, sign_in, user
from tests.contacts import book
from tests.house.test_permissions import routes
from tests.makers.firms import FIRST, Pair, made_our_office, merged_into, pair, put_away
from tests.showrooms import shop
from tests.trust.test_kinds import cast

#: Pages of one's own account, and what the frame of every page needs. Whatever else a maker may open is in crm/makers.
ACCOUNT = {
    "home.index", "home.recent", "offline.waiting", "users.begin_second", "users.confirm_second", "users.end_session",
    "users.password", "users.permissions", "users.profile", "users.recovery_codes", "users.second",
    "users.turn_off_second",
}  # fmt: skip


def test_a_maker_holds_two_permissions_and_has_no_sight_of_rows() -> None:
    assert ROLE_PERMISSIONS[Role.MAKER] == {Permission.MAKERS_READ, Permission.USERS_SELF}
    assert [role for role in Role if allows(role, Permission.MAKERS_READ)] == [Role.MAKER]
    assert Role.MAKER not in SIGHTS
    assert Role.MAKER not in AT_WORK
    assert Role.MAKER not in STAFF


def test_of_all_routes_a_maker_gets_through_to_their_own_pages_and_their_account_alone(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address of the product, with GET and POST, as somebody of a firm that has goods."""
    with app.app_context():
        pair()
    sign_in(client, Role.MAKER)
    token = csrf_token(client, "/users/profile")
    reached: list[str] = []
    own_pages = {endpoint for endpoint, policy in policies(app).items() if policy == Permission.MAKERS_READ}
    every = [(endpoint, method, address) for endpoint, method, address, policy in routes(app) if policy != PUBLIC]

    def answer_for(endpoint: str) -> Callable[..., str]:
        def answered(**_parts: Any) -> str:
            reached.append(endpoint)
            return ""

        return answered

    for endpoint in app.view_functions:
        monkeypatch.setitem(app.view_functions, endpoint, answer_for(endpoint))
    refused = []
    for endpoint, method, address in every:
        with client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None) as answer:
            refused += [endpoint] if answer.status_code == 403 else []
    own = {name for name in set(reached) if not name.startswith("makers.")}
    assert own <= ACCOUNT
    assert {"users.profile", "users.password", "home.index"} <= own
    assert {name for name in reached if name.startswith("makers.")} == own_pages
    assert len(set(refused)) > 500
    assert {"makers.invite", "makers.account", "search.index", "files.record", "audit.record"} <= set(refused)


def test_what_the_product_declares_shows_a_maker_nothing(app: Flask) -> None:
    """No list with its exports, no panel, no figure of the home page, no count of the menu, no New button."""
    maker = Role.MAKER
    assert [listing.name for listing in LISTINGS if allows(maker, listing.permission)] == []
    assert [panel.label for panels in PANELS.values() for panel in panels if allows(maker, panel.permission)] == []
    assert [panel.label for panel in HOME_PANELS.values() if allows(maker, panel.permission)] == []
    assert [at for at, (acts, _count) in WAITING.items() if acts(maker)] == []
    lines = [entry for item in menu_of(maker) for entry in entries_of(item)]
    assert {entry.permission for entry in lines} == {Permission.MAKERS_READ}
    open_to_all = {endpoint for endpoint, policy in policies(app).items() if policy != PUBLIC and holds(maker, policy)}
    assert {name.partition(".")[0] for name in open_to_all} == {"home", "makers", "offline", "users"}


@pytest.mark.both
def test_no_record_of_any_kind_is_seen_by_a_maker_not_even_one_that_names_them(app: Flask) -> None:
    with app.test_request_context():
        halves = cast()
        pair()
        maker = account(FIRST[0])
        with writing(), action(SET_UP, by=maker):
            for row in (row for half in halves for row in half.made.values()):
                if "owner_id" in type(row).__table__.columns:
                    row.owner_id = maker.id
            db.session.commit()
        found: dict[str, Any] = {
            kind.table: db.session.scalars(kind.visible_to(maker)).unique().all() for kind in KINDS.values()
        }
        assert [table for table, rows in found.items() if rows] == []
        assert maker.id not in dict(users.options())


@pytest.mark.parametrize("language", ["en", "ja", "zh-Hans", "ko"])
def test_a_maker_begins_with_their_own_page_and_finds_no_search_and_nothing_to_create(
    app: Flask, client: FlaskClient, language: str
) -> None:
    with app.app_context():
        pair()
    sign_in(client, Role.MAKER, language=language)
    assert client.get("/").headers["Location"] == "/makers/"
    page = client.get("/makers/").text
    for missing in ('role="search" method="get" action="/search', 'id="palette"', "/home/counts", 'data-key="c"'):
        assert missing not in page
    for path in ("/contacts/people", "/products/", "/showrooms/", "/leads/", "/search/?q=a", "/lists/runs"):
        assert client.get(path).status_code in (403, 404), path


def test_the_bar_at_the_thumb_leads_to_the_pages_of_a_maker(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        pair()
    sign_in(client, Role.MAKER, language="ja")
    bar = client.get("/makers/").text.rpartition("<nav")[2]
    paths = ("/makers/", "/makers/leads/", "/makers/cases", "/makers/settlements/")
    assert [path for path in paths if f'href="{path}"' not in bar] == []


def test_an_account_without_a_firm_and_one_of_an_archived_firm_see_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = pair()
        maker = account(FIRST[0])
        assert queries.firm_of(maker) == at.first
        assert queries.firm_of(user(Role.ADMIN)) is None
        assert queries.firm_of(user(Role.MAKER, email="nobody@example.jp")) is None
        put_away(at.first)
        assert queries.firm_of(maker) is None
    sign_in(client, Role.MAKER)
    for path in ("/makers/", "/makers/sales", "/makers/leads/", "/makers/cases", "/makers/settlements/"):
        assert "This account belongs to no firm that the office keeps on record." in client.get(path).text, path


@pytest.mark.both
def test_a_merge_carries_the_account_over_to_the_firm_that_is_kept(app: Flask) -> None:
    with app.app_context():
        at = pair()
        other = book.organisation("丸直ニット（旧）", "ja", country="JP").id
        merged_into(other, at.first)
        maker = account(FIRST[0])
        assert queries.firm_of(maker) == other


def test_nobody_becomes_a_maker_or_stops_being_one_by_another_role(app: Flask) -> None:
    with app.app_context():
        pair()
        admin, maker, office = user(Role.ADMIN), account(FIRST[0]), user()
        for row, role in ((maker, Role.COORDINATOR), (office, Role.MAKER)):
            with writing(), pytest.raises(Refused, match="no other role"):
                accounts.change(row, display_name="x", role=role, active=True, by=admin)


def test_an_administrator_invites_a_maker(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
    sign_in(client, Role.ADMIN)
    assert "/makers/accounts/new" in client.get("/users/").text
    assert 'value="maker"' not in client.get("/users/new").text
    sent = {
        "csrf_token": csrf_token(client, "/makers/accounts/new"), "organisation_id": at.maker, "email": FIRST[0],
        "display_name": FIRST[1], "language": "ko", "password": PASSWORD,
    }  # fmt: skip
    assert client.post("/makers/accounts/new", data=sent).status_code == 303
    with app.app_context():
        made = account(FIRST[0])
        assert (made.role, made.language, queries.firm_of(made)) == (Role.MAKER, "ko", at.maker)
    edited = client.get(f"/users/{made.id}/edit").text
    assert f"/makers/accounts/{made.id}" in edited
    assert 'name="role"' not in edited
    assert "lists/leaving" not in edited


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("none", "Choose one."), ("unknown", "Choose one from the list."), ("archived", "Choose one from the list."),
        ("merged", "Choose one from the list."), ("no goods", "No product of this organisation is recorded."),
        ("office", "This is our own office."),
    ],
)  # fmt: skip
def test_a_firm_that_cannot_have_an_account_is_told_beside_its_field_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, wrong: str, told: str
) -> None:
    with app.app_context():
        firm = _wrong(pair(), wrong)
    sign_in(client, Role.ADMIN)
    sent = {
        "csrf_token": csrf_token(client, "/makers/accounts/new"), "organisation_id": firm or "",
        "email": "x@example.jp", "display_name": "新田 望", "language": "ja", "password": PASSWORD, "role": "admin",
    }  # fmt: skip
    answer = client.post("/makers/accounts/new", data=sent)
    assert answer.status_code == 422
    beside = answer.text.partition('id="organisation_id-err"')[2].partition("</span>")[0]
    assert told in beside
    assert "新田 望" in answer.text
    with app.app_context():
        assert users.by_email("x@example.jp") is None


def _wrong(at: Pair, what: str) -> int | None:
    if what == "none":
        return None
    if what == "unknown":
        return 999_999
    if what == "no goods":
        return at.at.operator
    if what == "archived":
        return put_away(at.first)
    if what == "merged":
        return merged_into(book.organisation("残る会社", "ja", country="JP").id, at.first)
    return made_our_office(at.first)


def test_a_second_role_that_is_sent_along_is_not_taken(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
    sign_in(client, Role.ADMIN)
    sent = {
        "csrf_token": csrf_token(client, "/makers/accounts/new"), "organisation_id": at.maker, "email": FIRST[0],
        "display_name": FIRST[1], "language": "ja", "password": PASSWORD, "role": "admin", "roles": "coordinator",
    }  # fmt: skip
    client.post("/makers/accounts/new", data=sent)
    sent = {"display_name": "x", "active": "y", "role": "admin"}
    with app.app_context():
        made = account(FIRST[0])
        assert made.role == Role.MAKER
    token = csrf_token(client, f"/users/{made.id}/edit")
    client.post(f"/users/{made.id}/edit", data=sent | {"csrf_token": token, "version": str(made.version)})
    with app.app_context():
        assert (account(FIRST[0]).role, account(FIRST[0]).display_name) == (Role.MAKER, "x")


def test_an_account_of_the_wrong_firm_is_given_to_another_and_its_sessions_end(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = pair()
        maker = account(FIRST[0])
    theirs, office = client, app.test_client()
    sign_in(theirs, Role.MAKER)
    sign_in(office, Role.ADMIN)
    path = f"/makers/accounts/{maker.id}"
    sent = {"csrf_token": csrf_token(office, path), "organisation_id": at.second, "version": "1"}
    assert office.post(path, data=sent).status_code == 303
    with app.app_context():
        assert queries.firm_of(account(FIRST[0])) == at.second
    assert theirs.get("/makers/").status_code == 302
    assert office.get(f"/makers/accounts/{user_id(app)}").status_code == 404


def user_id(app: Flask) -> int:
    """The coordinator, who has no account of a maker."""
    with app.app_context():
        return user().id
