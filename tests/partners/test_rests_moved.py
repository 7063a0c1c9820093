"""The step that gave the routes their rests reads the log: since when one was used no more, or that it never was."""

from datetime import date, datetime
from importlib import import_module
from typing import Any

import sqlalchemy as sa

STEP = import_module("migrations.versions.20261205_route_rests")
ROUTE = 1
TABLE = "CREATE TABLE audit_entries (id INTEGER, at DATETIME, table_name TEXT, row_id INTEGER, changes JSON)"


def told(*states: list[str | None]) -> Any:
    """What the step reads of a route that changed its state each year from 2023 on."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(sa.text(TABLE))
        for number, state in enumerate(states):
            connection.execute(
                STEP._LOG.insert().values(
                    id=number, at=datetime(2023 + number, 4, 1, 3), table_name="sales_routes", row_id=ROUTE,
                    changes={"status": state},
                )
            )  # fmt: skip
        found = STEP._told(connection, [ROUTE])
    engine.dispose()
    return found


def test_a_route_that_was_suspended_and_then_closed_rests_since_it_was_suspended() -> None:
    states = told([None, "active"], ["active", "suspended"], ["suspended", "closed"])
    assert states == ({ROUTE: date(2024, 4, 1)}, set())


def test_a_route_that_by_its_whole_log_was_never_used_has_no_rest() -> None:
    assert told([None, "claimed"], ["claimed", "closed"]) == ({}, {ROUTE})
    assert told([None, "closed"]) == ({}, {ROUTE})
    assert told(["claimed", "closed"]) == ({}, set()), "the log does not tell how it began"
    assert told([None, "claimed"], ["claimed", "active"], ["active", "closed"]) == ({ROUTE: date(2025, 4, 1)}, set())
