"""What the upgrade makes of settlements that were drawn up before it noted by whom."""

from importlib import import_module

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

STEP = import_module("migrations.versions.20261204_drawn_by")


def drawn_by(*acts: tuple[str, int], status: str = "draft", created_by: int | None = 1) -> int | None:
    """Who drew a settlement up, of which the log tells these acts and by whom; the last of them wrote its row."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        for table in (
            "users (id INTEGER PRIMARY KEY)",
            "settlements (id INTEGER PRIMARY KEY, status TEXT, created_by_id INTEGER, updated_by_id INTEGER)",
            "audit_entries (id INTEGER PRIMARY KEY, actor_id INTEGER, verb TEXT, record_type TEXT, record_id INTEGER)",
        ):
            connection.exec_driver_sql(f"CREATE TABLE {table}")
        last = acts[-1][1] if acts else None
        connection.exec_driver_sql("INSERT INTO settlements VALUES (7, ?, ?, ?)", (status, created_by, last))
        for verb, actor in acts:
            connection.exec_driver_sql(
                "INSERT INTO audit_entries (actor_id, verb, record_type, record_id) VALUES (?, ?, 'settlements', 7)",
                (actor, f"settlement.{verb}"),
            )
        others = "(actor_id, verb, record_type, record_id) VALUES (9, 'settlement.changed', 'settlements', 8)"
        connection.exec_driver_sql(f"INSERT INTO audit_entries {others}")
        with Operations.context(MigrationContext.configure(connection)):
            STEP.upgrade()
        found: int | None = connection.exec_driver_sql("SELECT drawn_by_id FROM settlements").scalar_one()
    engine.dispose()
    return found


def test_whoever_made_a_draft_of_it_again_did_not_draw_it_up() -> None:
    assert drawn_by(("drawn", 1), ("changed", 2), ("approved", 3), ("reopened", 3)) == 2
    assert drawn_by(("drawn", 1), ("approved", 3), ("reopened", 3)) == 1


def test_the_last_who_drew_it_up_did_also_where_it_is_approved() -> None:
    assert drawn_by(("drawn", 1), ("changed", 2), ("approved", 3), status="approved") == 2


def test_without_a_log_whoever_made_the_row_drew_it_up() -> None:
    assert [drawn_by(created_by=4), drawn_by(created_by=None)] == [4, None]
