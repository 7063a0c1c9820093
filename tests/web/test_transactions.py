"""On PostgreSQL: a request that only reads opens no transaction, and a server that was started anew is found again."""

from typing import Any

import psycopg
import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient
from sqlalchemy import text

from crm.core import database
from crm.core.database import db, only_reading, writing
from tests import cast

pytestmark = pytest.mark.postgresql


def in_transaction() -> bool:
    return not db.session.connection().connection.dbapi_connection.autocommit  # type: ignore[union-attr]  # psycopg's


def test_only_what_is_written_stands_in_a_transaction(app: Flask) -> None:
    with app.app_context():
        with only_reading():
            assert not in_transaction()
            with writing():
                assert in_transaction()
            assert not in_transaction()
            db.session.rollback()
        assert in_transaction()


def test_the_method_of_a_request_tells_whether_it_only_reads(app: Flask) -> None:
    seen = {}

    def look(_app: Flask, **_rest: Any) -> None:
        seen[request.method] = in_transaction()

    with request_started.connected_to(look, app):
        for method in ("GET", "HEAD", "POST"):
            app.test_client().open("/users/sign-in", method=method)
    assert seen == {"GET": False, "HEAD": False, "POST": True}


def break_off(app: Flask) -> None:
    """What a restart of the server does to a connection: it is gone, and who waits in the pool does not know it."""
    with app.app_context():
        with db.engine.connect() as connection:
            pid = connection.scalar(text("SELECT pg_backend_pid()"))
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_connection_that_was_idle_is_asked_whether_it_answers_and_replaced(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert client.get("/users/sign-in").status_code == 200
    break_off(app)
    monkeypatch.setattr(database, "FRESH", 0.0)
    with app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_who_is_signed_in_sees_nothing_of_a_restart(app: Flask, client: FlaskClient) -> None:
    cast.sign_in(client)
    assert client.get("/contacts/people").status_code == 200
    break_off(app)
    assert client.get("/contacts/people").status_code == 200


def test_a_connection_used_a_moment_ago_is_not_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        asked: list[object] = []
        monkeypatch.setattr(type(db.engine.dialect), "do_ping", lambda _dialect, connection: asked.append(connection))
        for _ in range(3):
            with db.engine.connect() as connection:
                connection.scalar(text("SELECT 1"))
    assert len(asked) <= 1
