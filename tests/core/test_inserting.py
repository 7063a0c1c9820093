"""Many rows by one statement of the driver: the same rows as SQLAlchemy's own insert leaves."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from crm.audit.models import AuditEntry
from crm.core.database import Base, db, writing
from crm.core.inserting import insert_rows
from crm.lookup.models import LookupEntry
from tests.cast import user

MOMENT = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)


def entries(count: int, first: int = 1) -> list[dict[str, Any]]:
    """Rows of the log with a moment, a number, JSON in three scripts and an empty column."""
    return [
        {
            "at": MOMENT, "actor_id": None, "verb": "test.inserted", "record_type": "people", "record_id": number,
            "table_name": "people", "row_id": number, "subject_id": None, "request_id": "x" * 32,
            "changes": {"full": [None, "李明淑 이명숙 'り'"]}, "previous_hash": "0" * 64, "hash": f"{number:064}",
        }
        for number in range(first, first + count)
    ]  # fmt: skip


def kept(model: type[Base], *left_out: str) -> list[dict[str, Any]]:
    columns = [column for column in model.__table__.columns if column.name not in left_out]
    return [dict(row) for row in db.session.execute(select(*columns).order_by("record_id")).mappings()]


@pytest.mark.parametrize("count", [1, 19, 20, 500])
def test_the_rows_are_those_of_an_ordinary_insert(app: Flask, count: int) -> None:
    with app.app_context(), writing():
        insert_rows("audit_entries", entries(count))
        quick = kept(AuditEntry, "id")
        db.session.rollback()
    with app.app_context(), writing():
        db.session.execute(insert(AuditEntry), entries(count))
        assert quick == kept(AuditEntry, "id")
        db.session.rollback()
    assert len(quick) == count
    assert quick[0]["at"] == MOMENT


def test_a_column_left_out_gets_its_default(app: Flask) -> None:
    with app.app_context(), writing():
        insert_rows("audit_entries", entries(30))
        assert {row["subject_type"] for row in kept(AuditEntry)} == {""}


def test_nothing_is_written_without_a_commit_and_no_rows_are_no_fault(app: Flask) -> None:
    with app.app_context():
        user()
        before = kept(AuditEntry)
        with writing():
            insert_rows("audit_entries", entries(25))
        assert kept(AuditEntry) == before
        with writing():
            insert_rows(LookupEntry.__tablename__, [])
