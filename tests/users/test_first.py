"""The first administrator, made in the browser with the secret that the start printed."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Role
from crm.users import queries
from crm.users.models import FirstKey, User
from tests.cast import PASSWORD, account, hidden, user

AT = "/users/first"
TYPED = {"display_name": "本田 悠", "email": "honda@example.org", "password": PASSWORD, "timezone": "Asia/Seoul"}


def printed(runner: FlaskCliRunner) -> str:
    """The secret that a start tells at the terminal."""
    output = runner.invoke(args=["users", "welcome"]).output
    found = re.search(r"/users/first#(\S+)", output)
    assert found, output
    return found[1]


def test_a_start_prints_one_address_and_the_plain_one_only_once_somebody_has_an_account(
    app: Flask, runner: FlaskCliRunner
) -> None:
    started = ["users", "welcome", "--at", "http://127.0.0.1:8000"]
    told = runner.invoke(args=started).output
    assert [address.partition("#")[0].rpartition("/")[2] for address in re.findall(r"http://\S+", told)] == ["first"]
    with app.app_context():
        user(Role.ADMIN)
    assert "Musubi is ready at http://127.0.0.1:8000" in runner.invoke(args=started).output


def send(client: FlaskClient, secret: str, **changes: str) -> TestResponse:
    page = client.get(AT).get_data(as_text=True)
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
    return client.post(AT, data=plumbing | TYPED | {"secret": secret} | changes)


def test_whoever_holds_the_secret_makes_the_first_administrator_and_goes_on_signed_in(
    app: Flask, client: FlaskClient, runner: FlaskCliRunner
) -> None:
    secret = printed(runner)
    assert send(client, secret).status_code == 303
    assert client.get("/").status_code == 200
    with app.app_context():
        made = account(TYPED["email"])
        assert (made.role, made.timezone) == (Role.ADMIN, "Asia/Seoul")
        assert db.session.scalars(select(FirstKey)).all() == []
        log = " ".join(str(entry.__dict__) for entry in db.session.scalars(select(AuditEntry)))
        assert secret not in log


def test_looking_at_the_page_and_mistakes_use_nothing_up_and_nothing_is_typed_twice(
    client: FlaskClient, runner: FlaskCliRunner
) -> None:
    secret = printed(runner)
    for _ in range(3):
        assert client.get(AT).status_code == 200
    refused = send(client, secret, email="honda")
    body = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'href="#email"' in body
    assert all(f'value="{text}"' in body for text in (secret, TYPED["display_name"], PASSWORD, "honda"))
    assert refused.headers["Cache-Control"] == "no-store"
    weak = send(client, secret, password="aaaaaaaa")
    assert weak.status_code == 422
    assert 'href="#password"' in weak.get_data(as_text=True)
    assert send(client, secret).status_code == 303


def test_the_language_comes_first_and_takes_what_was_typed_along(client: FlaskClient, runner: FlaskCliRunner) -> None:
    secret = printed(runner)
    page = send(client, secret, timezone="Asia/Tokyo", speak="ko")
    body = page.get_data(as_text=True)
    assert page.status_code == 200
    assert '<html lang="ko">' in body
    assert 'role="alert"' not in body
    assert TYPED["display_name"] in body
    assert re.search(r'<option selected value="Asia/Seoul">', body)
    assert send(client, secret).status_code == 303
    assert queries_language(client) == "ko"


def queries_language(client: FlaskClient) -> str:
    with client.application.app_context():
        return account(TYPED["email"]).language


def test_only_the_hash_is_kept_and_each_start_makes_another(
    app: Flask, client: FlaskClient, runner: FlaskCliRunner
) -> None:
    first, second = printed(runner), printed(runner)
    with app.app_context():
        (kept,) = db.session.scalars(select(FirstKey))
        assert second not in str(kept.__dict__)
    assert send(client, first).status_code == 422
    assert send(client, second).status_code == 303


def test_the_secret_runs_out_after_half_an_hour(client: FlaskClient, runner: FlaskCliRunner) -> None:
    secret = printed(runner)
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=True):
        refused = send(client, secret)
        assert refused.status_code == 422
        assert 'href="#secret"' in refused.get_data(as_text=True)


def test_once_somebody_has_an_account_there_is_no_such_page_and_no_such_secret(
    app: Flask, client: FlaskClient, runner: FlaskCliRunner
) -> None:
    secret = printed(runner)
    token = hidden(client.get(AT).get_data(as_text=True), "csrf_token")
    with app.app_context():
        user()
    assert client.get(AT).status_code == 404
    assert client.post(AT, data=TYPED | {"secret": secret, "csrf_token": token}).status_code == 404
    assert runner.invoke(args=["users", "welcome"]).output == ""
    with app.app_context():
        assert db.session.scalars(select(FirstKey)).all() == []
        assert len(db.session.scalars(select(User)).all()) == 1


def test_whoever_guesses_waits(client: FlaskClient, runner: FlaskCliRunner) -> None:
    printed(runner)
    with time_machine.travel(clock.now(), tick=False):  # on a busy machine the wait is over before the next guess
        answers = [send(client, f"guess number {number} of a secret").status_code for number in range(7)]
    assert answers[:5] == [422] * 5
    assert answers[-1] == 429


def test_the_sign_in_page_says_where_to_begin(app: Flask, client: FlaskClient) -> None:
    assert f'href="{AT}"' in client.get("/users/sign-in").get_data(as_text=True)
    with app.app_context():
        user()
        assert queries.any_account()
    assert f'href="{AT}"' not in client.get("/users/sign-in").get_data(as_text=True)
