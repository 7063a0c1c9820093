"""What every request meets first: cross-site posts, tokens, hosts, headers, errors, replays and conflicts."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.core import clock
from crm.core.database import db, writing
from crm.core.inserting import insert_rows
from crm.core.permissions import Role
from crm.users import queries
from crm.web import errors, pages
from crm.web.guards import KEPT_FOR, POLICY, safe_next
from crm.web.models import FormReceipt
from tests.cast import account, hidden, session_cookie, sign_in, user


def new_user(client: FlaskClient, **changes: str) -> tuple[dict[str, str], TestResponse]:
    """Fill and send the form for a new account; returns what was sent and the answer."""
    page = client.get("/users/new").get_data(as_text=True)
    data = {
        "csrf_token": hidden(page, "csrf_token"),
        "form_id": hidden(page, "form_id"),
        "email": "new@example.jp",
        "display_name": "新人",
        "role": "coordinator",
        "language": "ja",
        "password": "a password of words",
    } | changes
    return data, client.post("/users/new", data=data)


def accounts(app: Flask) -> int:
    with app.app_context():
        return len(queries.names())


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/page"},
        {"Origin": "null"},
    ],
)
def test_a_post_from_another_site_is_refused_even_with_the_right_token(
    app: Flask, client: FlaskClient, headers: dict[str, str]
) -> None:
    sign_in(client, Role.ADMIN)
    data, _ = new_user(client, email="first@example.jp")
    before = accounts(app)
    assert (
        client.post("/users/new", data=data | {"email": "evil@example.jp", "form_id": "x"}, headers=headers).status_code
        == 400
    )
    assert accounts(app) == before


@pytest.mark.parametrize(
    "path", ["/users/new", "/users/language", "/users/sign-in", "/users/sign-out", "/users/profile"]
)
def test_a_post_without_a_token_is_refused(client: FlaskClient, path: str) -> None:
    sign_in(client, Role.ADMIN)
    assert client.post(path, data={"language": "ko"}).status_code == 400


def test_the_token_of_another_session_is_refused(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    other = app.test_client()
    sign_in(other, Role.COORDINATOR)
    foreign = hidden(other.get("/users/profile").get_data(as_text=True), "csrf_token")
    _, answer = new_user(client, csrf_token=foreign)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/users/sign-in", "/users/profile", "/nothing", "/healthz", "/static/-/app.js", "/users/"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    sign_in(client, Role.ADMIN)
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    if path.startswith("/users"):
        assert headers["Cache-Control"] == "no-store"
        assert "HX-Request" in headers["Vary"]


def test_an_unknown_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/users/sign-in", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nothing here"), ("ja", 'lang="ja"'), ("zh-Hans", 'lang="zh-Hans"'), ("ko", 'lang="ko"')],
)
def test_an_unknown_address_is_a_page_in_the_readers_language_with_a_number(
    client: FlaskClient, language: str, words: str
) -> None:
    sign_in(client, language=language)
    answer = client.get("/nothing")
    assert answer.status_code == 404
    text = answer.get_data(as_text=True)
    assert words in text
    assert answer.headers["X-Request-Id"] in text


def test_htmx_gets_an_error_as_a_message(client: FlaskClient) -> None:
    sign_in(client)
    answer = client.get("/users/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "#messages"
    assert "<html" not in answer.get_data(as_text=True)


def test_an_unexpected_error_tells_nothing_but_its_number(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Role.ADMIN)
    app.config["PROPAGATE"] = False
    monkeypatch.setattr(queries, "users", lambda: 1 / 0)
    answer = client.get("/users/")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in text
    assert "ZeroDivisionError" not in text
    assert "Traceback" not in text


def test_a_form_sent_three_times_makes_one_record(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    data, first = new_user(client)
    count = accounts(app)
    again = [client.post("/users/new", data=data) for _ in range(2)]
    assert [a.status_code for a in again] == [303, 303]
    assert {a.location for a in again} == {first.location}
    assert accounts(app) == count


def test_a_receipt_is_for_whoever_sent_the_form_and_kept_as_long_as_it_may_come_again(
    app: Flask, client: FlaskClient
) -> None:
    with app.test_request_context("/users/new", method="POST", data={"form_id": "one"}):
        me, other = user(), user(Role.ADMIN)
        login_user(me)
        form = pages.receipt_key()
        with writing():
            ages = {(me.id, form): 0, (other.id, form): KEPT_FOR.days + 1, (other.id, "another"): 0}
            insert_rows(FormReceipt.__tablename__, [
                {"form_id": id, "user_id": who, "location": f"/{who}", "saved_at": clock.now() - timedelta(days=days)}
                for (who, id), days in ages.items()
            ])  # fmt: skip
            db.session.commit()
        answers = []
        for reader in (me, other):
            login_user(reader)
            answers.append(pages.earlier_result())
        assert [answer.location for answer in answers] == [f"/{me.id}", f"/{other.id}"]  # type: ignore[union-attr]  # both are there
        with writing():
            assert pages.forget_receipts() == 1
            db.session.commit()
        kept = db.session.execute(select(FormReceipt.user_id, FormReceipt.form_id).order_by(FormReceipt.id))
        assert [tuple(row) for row in kept] == [(me.id, form), (other.id, "another")]


def test_a_form_sent_twice_at_once_makes_one_record(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    page = client.get("/users/new").get_data(as_text=True)
    data = {
        "csrf_token": hidden(page, "csrf_token"),
        "form_id": hidden(page, "form_id"),
        "email": "new@example.jp",
        "display_name": "新人",
        "role": "coordinator",
        "language": "ja",
        "password": "a password of words",
    }
    count, statuses, cookie = accounts(app), [], session_cookie(client)

    def send() -> None:
        browser = app.test_client()
        browser.set_cookie("session", cookie)
        statuses.append(browser.post("/users/new", data=data).status_code)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert accounts(app) == count + 1
    assert set(statuses) <= {303, 422}


def test_saving_over_someone_elses_change_shows_both_and_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    new_user(client)
    with app.app_context():
        id = account("new@example.jp").id
    form = client.get(f"/users/{id}/edit").get_data(as_text=True)
    plumbing = {k: hidden(form, k) for k in ("csrf_token", "version", "as_opened")}
    mine = plumbing | {"form_id": "mine", "display_name": "私の名前", "role": "coordinator", "active": "y"}
    theirs = plumbing | {
        "form_id": "theirs",
        "display_name": "先の名前",
        "role": "coordinator",
        "active": "y",
    }
    assert client.post(f"/users/{id}/edit", data=theirs).status_code == 303
    conflict = client.post(f"/users/{id}/edit", data=mine)
    text = conflict.get_data(as_text=True)
    assert conflict.status_code == 409
    for value in ("私の名前", "先の名前", "新人"):
        assert value in text
    with app.app_context():
        assert queries.one(id).display_name == "先の名前"
    resent = {k: unescape(v) for k, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)}
    assert resent["version"] == "2"
    for choice, kept in (("yours", "私の名前"), ("theirs", "私の名前"), ("before", "新人")):
        answer = client.post(f"/users/{id}/edit", data=resent | {"resolve-display_name": choice, "form_id": choice})
        assert answer.status_code == 303
        with app.app_context():
            row = queries.one(id)
            assert row.display_name == kept
            resent["version"] = str(row.version)


@pytest.mark.once
@pytest.mark.parametrize(
    ("sent", "before", "left"),
    [
        ("/users/profile", "/", "/users/profile"),
        ("/missions/7/edit", "/missions/7/edit", "/missions/7"),
        ("/meetings/7/minutes/2/edit", "/meetings/7/minutes/2/edit", "/meetings/7"),
        ("/tags/3/edit", "/tags/3/edit", "/tags"),
        ("/applications/7/match", "/applications/7?tab=1", "/applications/7?tab=1"),
        ("/applications/7/match", "/applications/7/match", "/applications/7"),
    ],
)
def test_cancelling_a_conflict_leads_to_a_page(app: Flask, sent: str, before: str, left: str) -> None:
    with app.test_request_context(sent, method="POST", headers={"Referer": f"http://localhost{before}"}):
        assert errors._given_up() == left


@pytest.mark.parametrize(
    ("target", "result"),
    [("/missions/?a=1", "/missions/?a=1"), (None, "/"), ("//x", "/"), ("/\\x", "/"), ("/a\x7f", "/")],
)
def test_next_stays_on_this_site(target: str | None, result: str) -> None:
    assert safe_next(target) == result


def test_every_header_can_be_sent_as_latin_1(client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    answer = client.get("/users/profile?next=延吉")
    for name, value in answer.headers:
        (name + value).encode("latin-1")
