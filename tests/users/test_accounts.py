"""Accounts, roles and the permission table."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select

from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.inserting import insert_rows
from crm.core.permissions import Role
from crm.users import queries, rules, services
from crm.web.models import RecentChange
from tests.cast import account, hidden, sign_in, user


def test_only_the_administrator_manages_users(client: FlaskClient) -> None:
    for role, status in (
        (Role.ADMIN, 200),
        (Role.COORDINATOR, 403),
        (Role.MISSION_LEADER, 403),
        (Role.MANAGEMENT, 403),
    ):
        fresh = client.application.test_client()
        sign_in(fresh, role)
        assert fresh.get("/users/").status_code == status, role


def test_an_administrator_creates_an_account_that_can_sign_in(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    page = client.get("/users/new").get_data(as_text=True)
    data = {
        "csrf_token": hidden(page, "csrf_token"),
        "form_id": hidden(page, "form_id"),
        "email": "New@example.jp",
        "display_name": "新人",
        "role": "coordinator",
        "language": "ko",
        "password": "a password of words",
    }
    assert client.post("/users/new", data=data).status_code == 303
    with app.app_context():
        made = account("new@example.jp")
        assert (made.role, made.language) == ("coordinator", "ko")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "no address", "This is not an e-mail address."),
        ("password", "short", "A password needs at least 8 characters."),
        ("password", "aaaaaaaaaa", "This password is too easy to guess."),
        ("password", "Password1", "This password is too easy to guess."),
        ("password", "123456789", "This password is too easy to guess."),
        ("display_name", "", "Fill in this field."),
        ("display_name", "a\x00b", "control"),
        ("role", "emperor", "Not a valid choice."),
    ],
)
def test_bad_input_stands_beside_its_field_and_what_was_typed_stays(
    client: FlaskClient, field: str, value: str, message: str
) -> None:
    sign_in(client, Role.ADMIN)
    page = client.get("/users/new").get_data(as_text=True)
    data = {
        "csrf_token": hidden(page, "csrf_token"),
        "form_id": hidden(page, "form_id"),
        "email": "kept@example.jp",
        "display_name": "残る 名前",
        "role": "coordinator",
        "language": "ja",
        "password": "a password of words",
    } | {field: value}
    answer = client.post("/users/new", data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in text
    if field != "email":
        assert "kept@example.jp" in text


def test_nobody_changes_their_own_role_and_the_last_administrator_stays(session: object) -> None:
    admin = user(Role.ADMIN)
    with pytest.raises(Refused), writing():
        services.change(admin, display_name="x", role=Role.COORDINATOR, active=True, by=admin)
    other = user(Role.ADMIN, email="second@example.jp")
    with writing():
        services.change(admin, display_name="x", role=Role.COORDINATOR, active=True, by=other)
        db.session.commit()
    with pytest.raises(Refused), writing():
        services.change(other, display_name="x", role=Role.COORDINATOR, active=True, by=user(Role.COORDINATOR))


def test_an_address_is_used_once(session: object) -> None:
    someone = user()
    with pytest.raises(Refused, match="already an account"), writing():
        services.create(
            email=someone.email.upper(),
            display_name="x",
            password="a password of words",
            role=Role.ADMIN,
            by=None,
        )


def test_the_profile_sets_language_and_zone(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    page = client.get("/users/profile").get_data(as_text=True)
    data = {k: hidden(page, k) for k in ("csrf_token", "form_id", "version")}
    answer = client.post(
        "/users/profile",
        data=data | {"display_name": "小林 里美", "language": "zh-Hans", "timezone": "Asia/Shanghai"},
    )
    assert answer.status_code == 303
    assert '<html lang="zh-Hans">' in client.get("/users/profile").get_data(as_text=True)


def test_the_language_can_be_switched_before_signing_in(client: FlaskClient) -> None:
    page = client.get("/users/sign-in", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="en">' in page
    client.post(
        "/users/language",
        data={"csrf_token": hidden(page, "csrf_token"), "language": "ko", "next": "/users/sign-in"},
    )
    assert '<html lang="ko">' in client.get("/users/sign-in", headers={"Accept-Language": "en"}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW,en;q=0.5", "zh-Hans"),
        ("ja;q=0,de,ko;q=0.3,en;q=0.2", "ko"),
        ("ko-KR", "ko"),
        ("ja", "ja"),
        ("fr", "ja"),
        ("en-GB", "en"),
    ],
)
def test_the_browser_chooses_the_first_language(client: FlaskClient, header: str, language: str) -> None:
    assert f'<html lang="{language}">' in client.get("/users/sign-in", headers={"Accept-Language": header}).get_data(
        as_text=True
    )


def test_a_changed_password_needs_the_current_one(client: FlaskClient) -> None:
    sign_in(client)
    page = client.get("/users/password").get_data(as_text=True)
    data = {k: hidden(page, k) for k in ("csrf_token", "form_id")}
    wrong = client.post("/users/password", data=data | {"current": "not it at all", "password": "a new pass phrase"})
    assert "This is not your current password." in wrong.get_data(as_text=True)
    right = client.post(
        "/users/password",
        data=data | {"current": "opens every test account", "password": "a new pass phrase"},
    )
    assert right.status_code == 303
    assert client.get("/users/profile").status_code == 302


def test_one_ends_ones_own_sessions_only(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    other = app.test_client()
    sign_in(other, Role.ADMIN)
    with app.app_context():
        foreign = queries.sessions_of(user(Role.ADMIN))[0].id
        own = queries.sessions_of(user())[0].id
    token = {"csrf_token": hidden(client.get("/users/profile").get_data(as_text=True), "csrf_token")}
    client.post(f"/users/sessions/{foreign}/end", data=token)
    assert other.get("/users/profile").status_code == 200
    client.post(f"/users/sessions/{own}/end", data=token)
    assert client.get("/users/profile").status_code == 302


def test_every_role_can_read_the_permission_table(client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    page = client.get("/users/permissions").get_data(as_text=True)
    for role in ("Administrator", "Coordinator", "Mission leader", "Management"):
        assert role in page


def test_the_first_administrator_comes_from_the_shell(app: Flask, runner: FlaskCliRunner) -> None:
    made = runner.invoke(
        args=[
            "users",
            "create",
            "--email",
            "first@example.jp",
            "--name",
            "初代",
            "--password",
            "words in a row",
        ]
    )
    assert made.exit_code == 0, made.output
    listed = json.loads(runner.invoke(args=["users", "list", "--json"]).output)
    assert [(u["email"], u["role"]) for u in listed] == [("first@example.jp", "admin")]
    assert "first@example.jp" in runner.invoke(args=["users", "list"]).output
    again = runner.invoke(
        args=["users", "create", "--email", "first@example.jp", "--name", "x", "--password", "words in a row"]
    )
    assert again.exit_code == 1


def test_cleaning_up_counts_what_has_run_out(runner: FlaskCliRunner) -> None:
    assert json.loads(runner.invoke(args=["users", "clean-up"]).output) == {
        "sessions": 0,
        "throttles": 0,
        "receipts": 0,
        "undos": 0,
    }


def test_sessions_delays_and_receipts_do_not_pile_up(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    client.get("/users/profile")
    assert "users.tidy" in app.extensions["nightly"]
    with app.app_context(), writing():
        insert_rows("form_receipts", [{"form_id": "x", "user_id": 1, "location": "/", "saved_at": clock.now()}])
        db.session.commit()
    with time_machine.travel(clock.now() + timedelta(days=61)):
        done = app.test_cli_runner().invoke(args=["users", "clean-up"])
    assert json.loads(done.output) == {"sessions": 1, "throttles": 0, "receipts": 1, "undos": 0}


def test_offers_to_undo_are_forgotten_after_thirty_days_also_of_whoever_gets_no_further_one(app: Flask) -> None:
    now = clock.now()
    with app.app_context():
        people = [user(Role.COORDINATOR).id, user(Role.MANAGEMENT).id]
        with writing():
            insert_rows("recent_changes", [
                {"user_id": who, "made_at": now - timedelta(days=days), "text": f"{days}", "undo": "/x"}
                for who in people for days in (29, 31)
            ])  # fmt: skip
            db.session.commit()
        done = app.test_cli_runner().invoke(args=["users", "clean-up"])
        assert json.loads(done.output)["undos"] == 2
        kept = db.session.execute(select(RecentChange.user_id, RecentChange.text)).all()
        assert {tuple(row) for row in kept} == {(who, "29") for who in people}


def test_my_sessions_shows_living_ones_and_which_one_this_is(app: Flask, client: FlaskClient) -> None:
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    with time_machine.travel(clock.now() - timedelta(hours=9)):
        sign_in(app.test_client())
    sign_in(app.test_client())
    sign_in(client)
    page = client.get("/users/profile", headers={"User-Agent": windows}).get_data(as_text=True)
    assert page.count('/end"') == 2
    assert page.count("This device") == 1


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(told: str, name: str) -> None:
    assert rules.device(told) == name
