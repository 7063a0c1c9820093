"""A browser that an account does not know is told to its owner by mail."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock, permissions
from crm.core.database import db, writing
from crm.users import services
from tests.cast import PASSWORD, account, user
from tests.users.test_links import EMAIL, outbox, post, work_all

__all__ = ["outbox"]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
TOLD = "with a device that it does not know"


def enter(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, agent: str = FIREFOX) -> None:
    client.environ_base["HTTP_USER_AGENT"] = agent
    client.delete_cookie("session")
    post(client, "/users/sign-in", email=email, password=password)
    assert client.get("/users/profile").status_code == 200


def told(app: Flask, outbox: list[tuple[str, str]]) -> list[tuple[str, str]]:
    work_all(app)
    found = [(to, text) for to, text in outbox if TOLD in text]
    outbox.clear()
    return found


def test_a_new_device_is_mailed_with_what_it_is_and_when_it_came(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    enter(client)
    [(to, text)] = told(app, outbox)
    assert to == EMAIL
    assert "Firefox · Windows" in text
    assert clock.local(clock.now(), "Asia/Tokyo").strftime("%H:") in text
    assert "/users/password" in text


def test_a_device_that_is_known_is_told_once_and_each_account_for_itself(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    with app.app_context():
        other = user(permissions.Role.MANAGEMENT, language="en").email
    for email, number in ((EMAIL, 1), (EMAIL, 0), (other, 1), (EMAIL, 0), (other, 0)):
        enter(client, email)
        assert [to for to, _text in told(app, outbox)] == [email] * number
    enter(app.test_client(), EMAIL)
    assert len(told(app, outbox)) == 1


def test_after_a_new_password_no_device_is_known(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    enter(client)
    told(app, outbox)
    with app.app_context(), writing():
        services.set_password(account(EMAIL), password="quite another password", by=None)
        db.session.commit()
    enter(client, password="quite another password")
    assert len(told(app, outbox)) == 1


@pytest.mark.parametrize("kept", ["1.a.b", "x", "é.é.é", "1.2.3.4", " " * 900, "0" * 4000])
def test_what_nobody_was_given_makes_no_device_known(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]], kept: str
) -> None:
    client.set_cookie("devices", kept, path="/users")
    enter(client)
    assert len(told(app, outbox)) == 1


def test_the_mail_quotes_nothing_that_whoever_signs_in_has_written(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    enter(client, agent="Your account is closed, call 0120-000-000 or open https://example.net/")
    [(_to, text)] = told(app, outbox)
    assert "0120" not in text
    assert "example.net" not in text


def test_a_wrong_password_tells_nobody_of_a_device_and_keeps_nothing(
    app: Flask, client: FlaskClient, outbox: list[tuple[str, str]]
) -> None:
    answer = post(client, "/users/sign-in", email=EMAIL, password="wrong")
    assert "is wrong" in answer.get_data(as_text=True)
    assert client.get_cookie("devices", path="/users") is None
    assert told(app, outbox) == []


def test_without_a_mail_server_nothing_waits_to_be_sent(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        user(language="en")
    enter(client)
    with app.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM jobs")).scalar() == 0
