"""On PostgreSQL, a request that only reads opens no transaction: each would cost two trips."""

import pytest
from flask import Flask

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
    seen: dict[str, bool] = {}

    @app.before_request
    def look() -> tuple[str, int]:
        seen[method] = in_transaction()
        return "", 204

    try:
        for method in ("GET", "HEAD", "POST"):
            app.test_client().open("/nowhere", method=method)
    finally:
        app.before_request_funcs[None].remove(look)
    assert seen == {"GET": False, "HEAD": False, "POST": True}
