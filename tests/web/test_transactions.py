"""On PostgreSQL, a request that only reads opens no transaction: each would cost two trips."""

from typing import Any

import pytest
from flask import Flask, request, request_started

from crm.core.database import db, only_reading, writing

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
