"""The second factor: what the password alone no longer opens, and how whoever lost the telephone gets in."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from crm.audit import queries as audit
from crm.core import clock
from crm.core.database import db, writing
from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.users import queries, rules, services
from tests.cast import PASSWORD, csrf_token, hidden, session_cookie, sign_in, user
from tests.users.test_sign_in import send
from tests.web.test_every_page import faults_in

SOON = timedelta(minutes=2)


def set_up(role: Role = Role.COORDINATOR) -> tuple[str, list[str]]:
    """(seed, recovery codes) of the cast's member; the code that confirmed it was of two minutes ago."""
    with time_machine.travel(clock.now() - SOON, tick=False), writing():
        member = user(role, language="en")
        services.begin_second(member)
        db.session.flush()
        seed = queries.begun(member.id)
        codes = services.confirm_second(member, code=pyotp.TOTP(seed).now(), token=None)
        db.session.commit()
    return seed, codes


@pytest.fixture
def factor(app: Flask) -> tuple[str, list[str]]:
    with app.app_context():
        return set_up()


def code(client: FlaskClient, typed: str, **query: str) -> TestResponse:
    token = csrf_token(client, "/users/code")
    return client.post("/users/code", query_string=query, data={"code": typed, "csrf_token": token})


def test_the_password_alone_opens_nothing_and_the_code_of_the_app_opens_what_was_asked_for(
    client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    asked = send(client, next="/users/profile")
    assert asked.location == "/users/code?next=/users/profile"
    assert client.get("/users/profile").location == "/users/sign-in?next=/users/profile"
    before = session_cookie(client)
    assert code(client, pyotp.TOTP(factor[0]).now(), next="/users/profile").location == "/users/profile"
    assert session_cookie(client) != before, "a session that somebody else may know is worth nothing afterwards"
    assert client.get("/users/profile").status_code == 200


def test_the_page_that_asks_for_the_code_opens_in_each_language(app: Flask, factor: tuple[str, list[str]]) -> None:
    for language in LOCALES:
        client = app.test_client()
        send(client)
        client.post("/users/language", data={"language": language, "csrf_token": csrf_token(client, "/users/code")})
        with client.get("/users/code") as answer:
            assert answer.status_code == 200
            assert list(faults_in(answer, "/users/code", language)) == []


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_taken_half_a_minute_early_or_late_and_no_other(
    client: FlaskClient, factor: tuple[str, list[str]], seconds: int, fits: bool
) -> None:
    with time_machine.travel(clock.now(), tick=False):
        send(client)
        shown = pyotp.TOTP(factor[0]).at(clock.now() + timedelta(seconds=seconds))
        assert code(client, shown).status_code == (303 if fits else 422)


def test_no_code_works_twice_and_none_of_before_the_last(app: Flask, factor: tuple[str, list[str]]) -> None:
    with time_machine.travel(clock.now(), tick=False):
        now, before = (pyotp.TOTP(factor[0]).at(clock.now() - timedelta(seconds=ago)) for ago in (0, 30))
        first, second = app.test_client(), app.test_client()
        for client in (first, second):
            send(client)
        assert code(first, now).status_code == 303
        for used in (now, before):
            told = code(second, used)
            assert told.status_code == 422
            assert "This code does not fit, or was used already." in told.get_data(as_text=True)


def test_full_width_digits_and_spaces_are_read(client: FlaskClient, factor: tuple[str, list[str]]) -> None:
    send(client)
    shown = pyotp.TOTP(factor[0]).now().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert code(client, f"{shown[:3]} {shown[3:]}").status_code == 303


def test_the_code_of_somebody_else_does_not_fit(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        set_up()
        other, codes = set_up(Role.ADMIN)
    send(client)
    for foreign in (pyotp.TOTP(other).now(), codes[0]):
        assert code(client, foreign).status_code == 422


def test_a_recovery_code_lets_in_once(app: Flask, client: FlaskClient, factor: tuple[str, list[str]]) -> None:
    send(client)
    assert code(client, factor[1][0].upper().replace("-", " ")).status_code == 303
    again = app.test_client()
    send(again)
    assert code(again, factor[1][0]).status_code == 422
    assert code(again, factor[1][1]).status_code == 303
    with app.app_context():
        assert queries.codes_left(user().id) == rules.RECOVERY_CODES - 2


def test_whoever_guesses_codes_waits_also_with_the_right_one(
    client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    with time_machine.travel(clock.now(), tick=False):
        send(client)
        for _try in range(rules.FREE_FAILURES):
            assert code(client, "000000").status_code == 422
        late = code(client, pyotp.TOTP(factor[0]).now())
    assert late.status_code == 429
    assert "Too many attempts." in late.get_data(as_text=True)


def test_the_password_holds_for_five_minutes(client: FlaskClient, factor: tuple[str, list[str]]) -> None:
    send(client)
    with time_machine.travel(clock.now() + rules.SECOND_LIFE + timedelta(seconds=1)):
        assert client.get("/users/code").location == "/users/sign-in"


def test_a_new_password_by_link_does_not_pass_it_by(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    with app.app_context(), writing():
        services.set_forgotten(user(), password="a new one of many words")
        db.session.commit()
    assert send(client, password="a new one of many words").location == "/users/code"


def test_setting_it_up_takes_the_password_and_a_code_and_shows_the_recovery_codes_once(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client)
    page = "/users/second-factor"
    wrong = client.post(f"{page}/begin", data={"password": "wrong", "csrf_token": csrf_token(client, page)})
    assert wrong.status_code == 422
    assert "This is not your current password." in wrong.get_data(as_text=True)
    client.post(f"{page}/begin", data={"password": PASSWORD, "csrf_token": csrf_token(client, page)})
    shown = client.get(page).get_data(as_text=True)
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", shown)
    assert found is not None
    assert "<title>QR code</title>" in shown
    with app.app_context():
        assert not queries.has_second(user().id), "nothing is asked for before a code was typed"
    bad = client.post(f"{page}/confirm", data={"code": "12", "csrf_token": csrf_token(client, page)})
    assert "This code does not fit." in bad.get_data(as_text=True)
    assert found[1] in bad.get_data(as_text=True), "the key stays"
    shown_code = pyotp.TOTP(found[1].replace(" ", "")).now()
    client.post(f"{page}/confirm", data={"code": shown_code, "csrf_token": csrf_token(client, page)})
    first, second = (client.get(page).get_data(as_text=True) for _look in range(2))
    assert len(re.findall(r"<code>([a-z2-7]{4}-){3}[a-z2-7]{4}</code>", first)) == rules.RECOVERY_CODES
    assert "8 recovery codes are left." in second
    assert "<code>" not in second
    with app.app_context():
        assert queries.has_second(user().id)


def test_new_recovery_codes_end_those_of_before_and_turning_off_takes_the_password(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    sign_in(client)
    page = "/users/second-factor"
    token = csrf_token(client, page)
    for path in ("codes", "off"):
        assert client.post(f"{page}/{path}", data={"password": "x", "csrf_token": token}).status_code == 422
    assert client.post(f"{page}/codes", data={"password": PASSWORD, "csrf_token": token}).status_code == 303
    other = app.test_client()
    send(other)
    assert code(other, factor[1][0]).status_code == 422
    assert client.post(f"{page}/off", data={"password": PASSWORD, "csrf_token": token}).status_code == 303
    assert send(app.test_client()).location == "/"


def test_a_tab_that_is_behind_is_told_what_stands_now(app: Flask, client: FlaskClient) -> None:
    """It answered with an error of ours: the page had gone on to another form."""
    sign_in(client)
    page = "/users/second-factor"
    token = csrf_token(client, page)
    for _step in ("before it is begun", "when it is set"):
        late = client.post(f"{page}/confirm", data={"code": "123456", "csrf_token": token})
        assert late.status_code == 422
        assert "Begin once more: nothing waits for a code." in late.get_data(as_text=True)
        with app.app_context():
            if not queries.has_second(user().id):
                set_up()
        sign_in(client)
        token = csrf_token(client, page)
    again = client.post(f"{page}/begin", data={"password": PASSWORD, "csrf_token": token})
    assert "Two-step sign-in is set up already." in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "field"),
    [("second-factor/begin", "password"), ("second-factor/off", "password"), ("password", "current")],
)
def test_whoever_holds_a_session_guesses_its_password_no_faster_than_on_the_sign_in_page(
    app: Flask, client: FlaskClient, path: str, field: str
) -> None:
    with app.app_context():
        if path == "second-factor/off":
            set_up()
    sign_in(client)
    data = {"csrf_token": csrf_token(client, "/users/profile"), "password": "another one of words"}
    with time_machine.travel(clock.now(), tick=False):
        for _try in range(rules.FREE_FAILURES):
            assert client.post(f"/users/{path}", data=data | {field: "wrong"}).status_code == 422
        told = client.post(f"/users/{path}", data=data | {field: PASSWORD}).get_data(as_text=True)
    assert "Too many attempts." in told
    with app.app_context():
        assert [line.verb for line in audit.lines(audit.entries(), 1)] == ["user.sign_in_failed"]


def test_setting_it_up_and_turning_it_off_sign_out_everywhere_else(app: Flask, client: FlaskClient) -> None:
    other, third = app.test_client(), app.test_client()
    for each in (client, other):
        sign_in(each)
    page = "/users/second-factor"
    before = session_cookie(client)
    client.post(f"{page}/begin", data={"password": PASSWORD, "csrf_token": csrf_token(client, page)})
    with app.app_context():
        seed = queries.begun(user().id)
    client.post(f"{page}/confirm", data={"code": pyotp.TOTP(seed).now(), "csrf_token": csrf_token(client, page)})
    assert session_cookie(client) != before
    assert other.get("/users/profile").status_code == 302
    assert client.get("/users/profile").status_code == 200
    sign_in(third)
    client.post(f"{page}/off", data={"password": PASSWORD, "csrf_token": csrf_token(client, page)})
    assert third.get("/users/profile").status_code == 302
    assert client.get("/users/profile").status_code == 200


def test_another_language_on_the_answer_to_an_act_leads_back_to_its_page(client: FlaskClient) -> None:
    """The address of an act cannot be asked for: it answered that this method is not allowed."""
    sign_in(client)
    page = "/users/second-factor"
    data = {"password": "wrong", "csrf_token": csrf_token(client, page)}
    answer = client.post(f"{page}/begin", data=data, headers={"Referer": f"http://localhost{page}?a=1"})
    there = hidden(answer.get_data(as_text=True), "next")
    assert there == f"{page}?a=1"
    assert hidden(client.post(f"{page}/begin", data=data).get_data(as_text=True), "next") == "/"
    assert hidden(client.post("/users/password", data=data).get_data(as_text=True), "next") == "/users/password"


def test_the_old_password_leads_no_further_once_there_is_a_new_one(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    send(client)
    with app.app_context(), writing():
        services.set_password(user(), password="a new one of many words", by=None)
        db.session.commit()
    assert client.get("/users/code").location == "/users/sign-in"


def test_an_administrator_takes_away_what_was_lost_and_nobody_their_own(
    app: Flask, client: FlaskClient, factor: tuple[str, list[str]]
) -> None:
    holder = app.test_client()
    send(holder)
    code(holder, pyotp.TOTP(factor[0]).now())
    sign_in(client, Role.ADMIN)
    with app.app_context():
        lost, own = user().id, user(Role.ADMIN).id
    assert "Turn off two-step sign-in" in client.get(f"/users/{lost}/edit").get_data(as_text=True)
    token = csrf_token(client, "/users/profile")
    assert client.post(f"/users/{lost}/second-factor/reset", data={"csrf_token": token}).status_code == 303
    assert holder.get("/users/profile").status_code == 302, "whoever holds the telephone is signed out"
    assert send(app.test_client()).location == "/"
    assert client.post(f"/users/{own}/second-factor/reset", data={"csrf_token": token}).status_code == 409
    assert "Turn off two-step sign-in" not in client.get(f"/users/{own}/edit").get_data(as_text=True)


def test_it_is_taken_away_from_the_shell(app: Flask, runner: FlaskCliRunner, factor: tuple[str, list[str]]) -> None:
    with app.app_context():
        address = user().email
    told = runner.invoke(args=["users", "reset-second-factor", address])
    assert told.output == f"{address} signs in with the password alone.\n"
    assert "Two-step sign-in is not set up." in runner.invoke(args=["users", "reset-second-factor", address]).output
    assert "no account" in runner.invoke(args=["users", "reset-second-factor", "nobody@example.jp"]).output


def test_the_log_tells_of_each_step(app: Flask, client: FlaskClient, factor: tuple[str, list[str]]) -> None:
    send(client)
    code(client, "000000")
    code(client, factor[1][0])
    with app.app_context():
        told = [line.verb for line in audit.lines(audit.entries(), 6)]
    assert told == [
        "user.recovered", "user.second_failed", "user.password_given",
        "user.recovery_made", "user.second_set", "user.created",
    ]  # fmt: skip
