"""Signing in, staying in, being thrown out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.users import rules, services
from crm.users.models import LoginSession, Throttle
from tests.cast import PASSWORD, PEOPLE, csrf_token, hidden, session_cookie, sign_in, user
from tests.cast import account as account_of

EMAIL = PEOPLE[Role.COORDINATOR][0]


def send(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, **query: str) -> TestResponse:
    token = csrf_token(client, "/users/sign-in")
    return client.post(
        "/users/sign-in",
        query_string=query,
        data={"email": email, "password": password, "csrf_token": token},
        headers={"Accept-Language": "en"},
    )


@pytest.fixture
def account(app: Flask) -> None:
    with app.app_context():
        user(Role.COORDINATOR, language="en")


def test_the_right_password_opens_the_page_that_was_asked_for(client: FlaskClient, account: None) -> None:
    asked = client.get("/users/profile")
    assert asked.status_code == 302
    assert asked.location == "/users/sign-in?next=/users/profile"
    assert send(client, next="/users/profile").location == "/users/profile"
    assert client.get("/users/profile").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: FlaskClient, account: None) -> None:
    wrong, unknown = send(client, password="wrong wrong wrong"), send(client, email="nobody@example.jp")
    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert "The e-mail address or the password is wrong." in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/a\nb",
        "///evil.example",
        "evil.example",
        "",
        "/\t/evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, account: None, target: str) -> None:
    assert send(client, next=target).location == "/"


def test_the_session_before_sign_in_is_worth_nothing_afterwards(app: Flask, client: FlaskClient, account: None) -> None:
    client.get("/users/sign-in")
    before = session_cookie(client)
    sign_in(client)
    assert session_cookie(client) != before
    attacker = app.test_client()
    attacker.set_cookie("session", before)
    assert attacker.get("/users/profile").status_code == 302


def test_a_copied_cookie_dies_with_sign_out(app: Flask, client: FlaskClient, account: None) -> None:
    sign_in(client)
    copied = session_cookie(client)
    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert thief.get("/users/profile").status_code == 200
    client.post("/users/sign-out", data={"csrf_token": csrf_token(client, "/users/profile")})
    assert thief.get("/users/profile").status_code == 302


@pytest.mark.parametrize("change", ["deactivate", "role", "password"])
def test_a_closed_account_a_new_role_and_a_new_password_end_every_session(
    app: Flask, client: FlaskClient, change: str
) -> None:
    sign_in(client)
    with app.app_context():
        admin, someone = user(Role.ADMIN), account_of(EMAIL)
        with writing():
            if change == "password":
                services.set_password(someone, password="another long password", by=admin)
            else:
                services.change(
                    someone,
                    display_name="x",
                    by=admin,
                    active=change != "deactivate",
                    role=Role.MANAGEMENT if change == "role" else Role.COORDINATOR,
                )
            db.session.commit()
    assert client.get("/users/profile").status_code == 302


@pytest.mark.parametrize(
    ("role", "idle"), [(Role.ADMIN, timedelta(minutes=31)), (Role.COORDINATOR, timedelta(hours=8, minutes=1))]
)
def test_an_idle_session_ends(client: FlaskClient, role: Role, idle: timedelta) -> None:
    sign_in(client, role)
    with time_machine.travel(clock.now() + idle, tick=False):
        assert client.get("/users/profile").status_code == 302


def test_the_visit_of_one_keeps_nobody_else_signed_in(app: Flask, client: FlaskClient) -> None:
    busy = app.test_client()
    sign_in(client)
    sign_in(busy, Role.MISSION_LEADER)
    start = clock.now()
    for hours, waiting in ((5, []), (10, [client])):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert busy.get("/users/profile").status_code == 200
            assert [each.get("/users/profile").status_code for each in waiting] == [302] * len(waiting)


def test_a_session_ends_after_seven_days_however_busy(client: FlaskClient) -> None:
    sign_in(client)
    start = clock.now()
    for hours in range(7, 24 * 7, 7):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert client.get("/users/profile").status_code == 200
    with time_machine.travel(start + timedelta(days=7, minutes=1), tick=False):
        assert client.get("/users/profile").status_code == 302


def test_only_hashes_of_session_tokens_are_stored(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    token = session_cookie(client)
    with app.app_context():
        stored = [row.token_hash for row in db.session.query(LoginSession)]
    assert token not in stored
    assert all(len(h) == 64 for h in stored)


def test_an_administrator_lets_somebody_try_at_once_who_guessed_too_often(
    app: Flask, client: FlaskClient, account: None
) -> None:
    for _ in range(6):
        send(client, password="guess guess")
    assert send(client).status_code == 429
    admin = app.test_client()
    sign_in(admin, Role.ADMIN)
    with app.app_context():
        id = user().id
    page = f"/users/{id}/edit"
    assert "Let them try at once" in admin.get(page).get_data(as_text=True)
    token = csrf_token(admin, "/users/profile")
    assert client.post(f"/users/{id}/lift-delay", data={"csrf_token": token}).status_code in (302, 400, 401, 403)
    assert send(client).status_code == 429
    assert admin.post(f"/users/{id}/lift-delay", data={"csrf_token": token}).status_code == 303
    assert send(client).status_code in (302, 303)
    assert "Let them try at once" not in admin.get(page).get_data(as_text=True)
    assert "Sign-in delay lifted" in admin.get(f"/audit/users/{id}").get_data(as_text=True)


def test_guessing_is_slowed_per_account_and_recovers(client: FlaskClient, account: None) -> None:
    for _ in range(5):
        assert send(client, password="guess guess").status_code == 422
    slowed = send(client)
    assert slowed.status_code == 429
    assert "Too many attempts" in slowed.get_data(as_text=True)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert send(client).status_code == 303


def test_colleagues_behind_one_address_do_not_wait_for_who_forgot_a_password(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        user(Role.COORDINATOR)
        user(Role.MISSION_LEADER)
    for _ in range(8):
        send(client, password="guess guess")
    assert send(client).status_code == 429
    assert send(client, PEOPLE[Role.MISSION_LEADER][0]).status_code == 303


def test_an_address_that_tries_account_after_account_waits(client: FlaskClient, account: None) -> None:
    for number in range(20):
        send(client, f"guess{number}@example.jp", "guess guess")
    assert send(client, "guess99@example.jp", "guess guess").status_code == 429


def test_whoever_has_an_account_cannot_clear_the_way_for_guessing_at_others(client: FlaskClient, account: None) -> None:
    answers = []
    for number in range(20):
        answers.append(send(client, f"guess{number}@example.jp", "guess guess").status_code)
        answers.append(send(client).status_code)
        client.delete_cookie("session")
    assert answers == [422, 303] * 19 + [422, 429]


def test_an_office_is_forgiven_its_own_slips_once_the_right_password_comes(client: FlaskClient, account: None) -> None:
    for _day in range(12):
        for _slip in range(3):
            assert send(client, password="guess guess").status_code == 422
        assert send(client).status_code == 303
        client.delete_cookie("session")


def test_guessing_from_many_addresses_is_slowed_and_whoever_is_known_comes_in(
    app: Flask, client: FlaskClient, account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.PACES, "strangers", replace(rules.PACES["strangers"], free=30))
    known = app.test_client()
    assert send(known).status_code == 303
    known.delete_cookie("session")
    for number in range(30):
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert send(client, f"guess{number}@example.jp", "guess guess").status_code == 422
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert send(client).status_code == 429
    assert send(known).status_code == 303
    admin = app.test_client()
    sign_in(admin, Role.ADMIN)
    with app.app_context():
        id = user().id
    assert "Let them try at once" in admin.get(f"/users/{id}/edit").get_data(as_text=True)
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert send(client).status_code == 303


def test_strangers_who_guess_at_an_account_do_not_keep_out_the_browser_that_it_knows(
    app: Flask, client: FlaskClient, account: None
) -> None:
    known = app.test_client()
    assert send(known).status_code == 303
    known.delete_cookie("session")
    client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    for _ in range(6):
        send(client, password="guess guess")
    assert send(client).status_code == 429
    assert send(known).status_code == 303
    known.delete_cookie("session")
    for _ in range(6):
        send(known, password="guess guess")
    assert send(known).status_code == 429, "its own wrong ones are counted, too"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1:2", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_a_machine_does_not_escape_the_wait_by_its_other_addresses(address: str, network: str) -> None:
    assert rules.network(address) == network


@pytest.mark.both
def test_first_failures_at_once_are_all_counted(app: Flask, account: None) -> None:
    """A double click with a wrong password: on PostgreSQL the second row of the same key was an error 500."""

    def fail(_number: int) -> int:
        return send(app.test_client(), password="guess guess").status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fail, range(4))) == [422] * 4
    with app.app_context():
        assert set(db.session.scalars(select(Throttle.failures))) == {4}


def test_the_delay_doubles_and_stops_at_fifteen_minutes() -> None:
    pace = rules.Pace()
    assert [rules.delay(n, pace).total_seconds() for n in (4, 5, 6, 7, 30)] == [0, 1, 2, 4, 900]


def test_a_delay_never_blocks_a_session_that_exists(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    attacker = app.test_client()
    for _ in range(8):
        send(attacker, password="guess guess")
    assert client.get("/users/profile").status_code == 200


def test_cookies_are_http_only_and_lax(client: FlaskClient) -> None:
    header = client.get("/users/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_a_password_of_128_characters_and_emoji_works(app: Flask, client: FlaskClient) -> None:
    long = "🙂鍵をかける!!" * 16
    with app.app_context(), writing():
        services.create(email="long@example.jp", display_name="長", password=long, role=Role.MANAGEMENT, by=None)
        db.session.commit()
    assert send(client, "LONG@example.jp", long).status_code == 303


def test_a_sign_in_page_that_stood_open_overnight_asks_once_more(client: FlaskClient, account: None) -> None:
    token = csrf_token(client, "/users/sign-in")
    data = {"email": EMAIL, "password": PASSWORD}
    with time_machine.travel(clock.now() + timedelta(hours=12), tick=False):
        answer = client.post("/users/sign-in", data=data | {"csrf_token": token}, headers={"Accept-Language": "en"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400
        assert "Please sign in once more." in page
        assert EMAIL in page
        again = client.post("/users/sign-in", data=data | {"csrf_token": hidden(page, "csrf_token")})
        assert again.status_code == 303


def test_a_form_sent_after_the_session_ended_asks_to_sign_in_and_leads_back(client: FlaskClient) -> None:
    sign_in(client)
    data = {"csrf_token": csrf_token(client, "/tasks/new"), "text": "礼状"}
    with time_machine.travel(clock.now() + timedelta(hours=9), tick=False):
        answer = client.post("/tasks/new", data=data, headers={"Referer": "http://localhost/tasks/new"})
        assert answer.status_code == 401
        assert "/users/sign-in?next=/tasks/new" in answer.get_data(as_text=True)


def test_after_a_change_of_password_the_sign_in_page_says_so(client: FlaskClient) -> None:
    sign_in(client)
    page = client.get("/users/password").get_data(as_text=True)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
    data |= {"current": PASSWORD, "password": "quite another one"}
    answer = client.post("/users/password", data=data, follow_redirects=True)
    assert answer.request.path == "/users/sign-in"
    assert "Sign in again." in answer.get_data(as_text=True)
    assert client.get("/users/profile").status_code == 302
