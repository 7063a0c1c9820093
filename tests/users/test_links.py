"""A forgotten password: a link by mail or from the shell, that works once and not for long."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.audit.services import action
from crm.config import Smtp
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.jobs.models import Job
from crm.jobs.worker import Worker
from crm.users import queries, rules, services
from crm.web import mailer
from tests.cast import PASSWORD, PEOPLE, hidden, sign_in, user
from tests.cast import account as account_of

EMAIL = PEOPLE[Role.COORDINATOR][0]
NEW = "quite another password"
SENT = "If there is an account with this address"


@pytest.fixture
def outbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(to, text) of what the worker mails; the mail server is there, and so is the coordinator's account."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(mailer, "send", lambda _smtp, *, to, subject, text: sent.append((to, text)))
    smtp = Smtp("127.0.0.1", 25, "none", "musubi@example.jp")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], smtp=smtp))
    with app.app_context():
        user(Role.COORDINATOR, language="en")
    return sent


def post(client: FlaskClient, address: str, **data: str) -> TestResponse:
    page = client.get(address, headers={"Accept-Language": "en"}).get_data(as_text=True)
    data |= {"csrf_token": hidden(page, "csrf_token"), "form_id": hidden(page, "form_id")}
    return client.post(address, data=data, headers={"Accept-Language": "en"}, follow_redirects=True)


def ask(client: FlaskClient, email: str = EMAIL) -> str:
    return post(client, "/users/forgotten", email=email).get_data(as_text=True)


def work_all(app: Flask) -> None:
    worker = Worker(app)
    while worker.work_one():
        pass


def mailed(app: Flask, outbox: list[tuple[str, str]]) -> str:
    """The address in the mail that the worker sends now."""
    work_all(app)
    (found,) = re.findall(r"http://\S+?(/users/new-password\S+)", outbox[-1][1])
    return str(found)


def can_sign_in(client: FlaskClient, password: str) -> bool:
    answer = post(client, "/users/sign-in", email=EMAIL, password=password)
    return "The e-mail address or the password is wrong." not in answer.get_data(as_text=True)


def test_a_forgotten_password_is_replaced_by_a_mailed_link_that_works_once(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    assert "Forgotten password" in client.get("/users/sign-in", headers={"Accept-Language": "en"}).get_data(
        as_text=True
    )
    assert SENT in ask(client)
    link = mailed(app, outbox)
    assert outbox[0][0] == EMAIL
    assert "too easy" in post(client, link, password="password1").get_data(as_text=True)
    assert "Password changed." in post(client, link, password=NEW).get_data(as_text=True)
    assert client.get(link).status_code == 404
    assert not can_sign_in(client, PASSWORD)
    assert can_sign_in(client, NEW)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    assert SENT in ask(client, "nobody@example.jp")
    work_all(app)
    assert outbox == []


@pytest.mark.parametrize("end", ["time", "address", "closed", "forged"])
def test_a_link_dies(app: Flask, client: FlaskClient, outbox: list[tuple[str, str]], end: str) -> None:
    ask(client)
    link = mailed(app, outbox)
    assert client.get(link).status_code == 200
    with app.app_context(), writing():
        someone = account_of(EMAIL)
        if end == "closed":
            services.change(someone, display_name="x", role=Role.COORDINATOR, active=False, by=user(Role.ADMIN))
        elif end == "address":
            with action(rules.CHANGED, by=None):
                someone.email = "moved@example.jp"
        db.session.commit()
    if end == "forged":
        link = link[:-1] + ("0" if link[-1] != "0" else "1")
    later = timedelta(minutes=31 if end == "time" else 0)
    with time_machine.travel(clock.now() + later, tick=False):
        assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["", "1", "1-2", "1-99999999999-x", "x-1-1", "１-1-1", "1-1-é", "9" * 40 + "-1-1"])
def test_what_is_no_token_opens_nothing(client: FlaskClient, token: str) -> None:
    assert client.get("/users/new-password", query_string={"token": token}).status_code == 404


def test_who_asks_again_and_again_waits(client: FlaskClient, outbox: list[tuple[str, str]]) -> None:
    for _ in range(5):
        assert SENT in ask(client)
    assert "Too many attempts" in ask(client)


def test_the_queue_holds_no_token(app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]) -> None:
    ask(client)
    with app.app_context():
        (job,) = db.session.query(Job)
        assert job.arguments == {"user_id": account_of(EMAIL).id}


def test_without_a_mail_server_the_shell_prints_the_link(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        user(Role.COORDINATOR, language="en")
    assert client.get("/users/forgotten").status_code == 404
    assert "/users/forgotten" not in client.get("/users/sign-in").get_data(as_text=True)
    answer = app.test_cli_runner().invoke(args=["users", "link", EMAIL])
    assert answer.exit_code == 0
    link = answer.output.strip().removeprefix(app.extensions["settings"].base_url)
    assert "Password changed." in post(client, link, password=NEW).get_data(as_text=True)
    assert can_sign_in(client, NEW)
    assert app.test_cli_runner().invoke(args=["users", "link", "nobody@example.jp"]).exit_code == 1


def test_an_administrator_has_a_link_mailed_and_never_sees_it(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        id = account_of(EMAIL).id
    page = client.get(f"/users/{id}/edit").get_data(as_text=True)
    assert f"/users/{id}/link" in page
    answer = client.post(f"/users/{id}/link", data={"csrf_token": hidden(page, "csrf_token")}, follow_redirects=True)
    assert "token=" not in answer.get_data(as_text=True)
    link = mailed(app, outbox)
    assert app.test_client().get(link).status_code == 200
    with app.app_context():
        assert queries.one(id).email == outbox[0][0]


def test_a_new_password_by_link_ends_the_wait_after_wrong_ones(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    for _ in range(8):
        can_sign_in(client, "wrong wrong")
    ask(client)
    post(client, mailed(app, outbox), password=NEW)
    page = post(client, "/users/sign-in", email=EMAIL, password=NEW).get_data(as_text=True)
    assert "Too many attempts" not in page
    assert client.get("/users/profile").status_code == 200
