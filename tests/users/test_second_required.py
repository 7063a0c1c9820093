"""The second factor where a role needs it, and where another secret of the installation sealed it."""

from dataclasses import replace

import pyotp
import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock, keys
from crm.core.database import writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.users import queries, rules, services
from tests.cast import PASSWORD, csrf_token, sign_in, user
from tests.users.test_second import code, factor
from tests.users.test_sign_in import send

__all__ = ["factor"]


# ------------------------------------------------------------------ required of a role


@pytest.fixture
def required(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], second_factor=frozenset({Role.COORDINATOR}))


@pytest.mark.usefixtures("required")
def test_whose_role_needs_it_sets_it_up_before_anything_else(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        user(language="en")
    send(client)
    for path in ("/", "/users/profile", "/tasks/"):
        assert client.get(path).location == "/users/second-factor"
    told = client.get("/users/second-factor").get_data(as_text=True)
    assert "Your role signs in in two steps. Set it up to go on." in told
    token = csrf_token(client, "/users/second-factor")
    assert client.post("/tasks/new", data={"csrf_token": token}).location == "/users/second-factor"
    client.post("/users/second-factor/begin", data={"password": PASSWORD, "csrf_token": token})
    with app.app_context():
        seed = queries.begun(user().id)
    client.post("/users/second-factor/confirm", data={"code": pyotp.TOTP(seed).now(), "csrf_token": token})
    assert client.get("/users/profile").status_code == 200


@pytest.mark.usefixtures("required")
def test_before_it_is_set_up_the_password_alone_shows_nothing_of_views_and_tasks(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.framing._pinned_views", lambda: [("Secret view", "/leads/")])
    with app.app_context():
        user(language="en")
    send(client)
    page = "/users/second-factor"
    token = csrf_token(client, page)
    wrong = {"password": "wrong", "csrf_token": token}
    answers = [
        client.get(page),
        client.post(f"{page}/begin", data=wrong),
        client.get("/nothing/here"),
        client.get(f"{page}/begin"),
    ]
    client.post(f"{page}/begin", data=wrong | {"password": PASSWORD})
    answers.append(client.get(page))
    assert [answer.status_code for answer in answers] == [200, 422, 404, 405, 200]
    for told in [answer.get_data(as_text=True) for answer in answers]:
        assert "Secret view" not in told
        assert 'class="nav"' not in told
        assert "Sign out" in told
    with app.app_context():
        seed = queries.begun(user().id)
    client.post(f"{page}/confirm", data={"code": pyotp.TOTP(seed).now(), "csrf_token": token})
    for path in (page, "/nothing/here"):
        assert "Secret view" in client.get(path).get_data(as_text=True)
    assert client.post("/users/sign-out", data={"csrf_token": csrf_token(client, page)}).status_code == 303


@pytest.mark.usefixtures("required")
def test_whoever_came_in_by_it_and_other_roles_go_on_at_once(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    send(client)
    code(client, pyotp.TOTP(factor[0]).now())
    assert client.get("/users/profile").status_code == 200
    other = app.test_client()
    sign_in(other, Role.ADMIN)
    assert other.get("/users/profile").status_code == 200


# ------------------------------------------------------------------ the secret of the installation


def test_the_database_alone_makes_no_code_and_under_another_secret_the_page_says_whom_to_ask(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    with app.app_context():
        kept = queries.second_of(user().id)
        assert kept is not None
        assert factor[0].encode() not in kept.sealed
        keys.configure("another secret, just as long as it has to be")
        with pytest.raises(InvalidTag):
            queries.seed_of(kept)
        with pytest.raises(Refused, match="ask your administrator"), writing():
            services.check_second(user(), code="123456", address="127.0.0.1")


def test_under_another_secret_a_recovery_code_still_lets_in_and_guessing_one_is_slowed(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    with app.app_context():
        keys.configure("another secret, just as long as it has to be")
        assert queries.closed_seconds() == [user().email]
    with time_machine.travel(clock.now(), tick=False):
        send(client)
        told = code(client, pyotp.TOTP(factor[0]).now())
        assert "The codes of the app cannot be checked here. Type a recovery code" in told.get_data(as_text=True)
        assert code(client, factor[1][0]).status_code == 303
        assert client.get("/users/profile").status_code == 200
        other = app.test_client()
        send(other)
        assert code(other, factor[1][0]).status_code == 422
        for _try in range(rules.FREE_FAILURES - 1):
            assert code(other, "abcd-efgh-ijkl-mnop").status_code == 422
        assert code(other, factor[1][1]).status_code == 429
    page = "/users/second-factor"
    data = {"password": PASSWORD, "csrf_token": csrf_token(client, page)}
    assert client.post(f"{page}/off", data=data).status_code == 303
    with app.app_context():
        assert not queries.has_second(user().id)
        assert queries.closed_seconds() == []
