"""What the upgrade makes of ranks that were captured again before: only those wait that nobody has decided."""

import json
from importlib import import_module

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

STEP = import_module("migrations.versions.20261203_ranked_again")


def waiting(rank: str, *captured: str) -> str | None:
    """The rank that waits with a lead of a rank that was captured with these ranks, the first of which made it."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        for table in (
            "leads (id INTEGER, rank TEXT)",
            "booth_phones (id INTEGER, name TEXT)",
            "booth_captures (id INTEGER, lead_id INTEGER, phone_id INTEGER, state TEXT, captured_at TEXT, told TEXT)",
        ):
            connection.exec_driver_sql(f"CREATE TABLE {table}")
        connection.exec_driver_sql("INSERT INTO leads VALUES (1, ?)", (rank,))
        connection.exec_driver_sql("INSERT INTO booth_phones VALUES (1, '電話')")
        for number, each in enumerate(captured):
            state, at = ("appended" if number else "taken"), f"2026-10-0{number + 1} 10:00:00.000000"
            row = (number, state, at, json.dumps({"rank": each}))
            connection.exec_driver_sql("INSERT INTO booth_captures VALUES (?, 1, 1, ?, ?, ?)", row)
        with Operations.context(MigrationContext.configure(connection)):
            STEP.upgrade()
        found: str | None = connection.exec_driver_sql("SELECT again_rank FROM leads").scalar_one()
    engine.dispose()
    return found


def test_the_latest_other_rank_waits() -> None:
    assert [waiting("B", "B", "A"), waiting("B", "B", "A", "C"), waiting("B", "B", "A", "")] == ["A", "C", "A"]


def test_none_waits_once_the_first_was_captured_again() -> None:
    assert [waiting("B", "B", "A", "B"), waiting("B", "B")] == [None, None]


def test_none_waits_where_somebody_changed_the_rank_since() -> None:
    assert waiting("C", "B", "A") is None


def test_a_lead_without_a_rank_has_that_of_the_first_capture_that_told_one() -> None:
    assert [waiting("A", "", "A"), waiting("A", "", "A", "B")] == [None, "B"]
