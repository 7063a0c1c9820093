"""What one person changed within two minutes is one line of the history; the log keeps each entry."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import queries
from crm.audit.queries import LogLine
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.users import services as users
from tests.audit.test_pages import text
from tests.cast import sign_in, user

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def line(id: int, seconds: int, changes: Mapping[str, tuple[str, str]], **said: object) -> LogLine:
    told: dict[str, object] = {
        "actor_id": 1, "verb": "person.changed", "record_type": "people", "record_id": 7,
        "table_name": "people", "row_id": 7, "request_id": str(id),
    }  # fmt: skip
    found = [(name, old, new) for name, (old, new) in changes.items()]
    return LogLine(id=id, at=NOON + timedelta(seconds=seconds), changes=found, **(told | said))  # type: ignore[arg-type]  # a dict of what a test needs


@pytest.mark.once
def test_edits_within_two_minutes_are_one_with_the_first_value_and_the_newest() -> None:
    newest_first = [
        line(3, 100, {"notes": ("b", "c")}),
        line(2, 50, {"notes": ("a", "b"), "salutation": ("", "様")}),
        line(1, 0, {"salutation": ("x", "")}),
    ]
    [[told]] = queries.edits(newest_first)
    assert (told.id, told.changes) == (3, [("notes", "a", "c"), ("salutation", "x", "様")])


@pytest.mark.once
def test_what_was_taken_back_at_once_is_not_told() -> None:
    [[told]] = queries.edits([line(2, 9, {"notes": ("b", "a")}), line(1, 0, {"notes": ("a", "b")})])
    assert told.changes == []


@pytest.mark.once
@pytest.mark.parametrize(
    "other",
    [
        {"actor_id": 2},
        {"actor_id": None},
        {"verb": "person.archived"},
        {"record_id": 8, "row_id": 8},
    ],
)
def test_others_other_acts_and_other_records_stay_lines_of_their_own(other: dict[str, object]) -> None:
    lines = [line(2, 9, {"notes": ("b", "c")}), line(1, 0, {"notes": ("a", "b")}, **other)]
    assert queries.edits(lines) == [[lines[0]], [lines[1]]]


@pytest.mark.once
def test_an_edit_after_more_than_two_minutes_is_another_line() -> None:
    lines = [line(2, 121, {"notes": ("b", "c")}), line(1, 0, {"notes": ("a", "b")})]
    assert len(queries.edits(lines)) == 2


def test_the_history_of_a_record_tells_two_edits_once_and_the_log_keeps_both(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context(), writing():
        by, whom = user(Role.ADMIN), user(Role.MISSION_LEADER)
        for name in ("Anna Mill", "Anna Miller"):
            users.change(whom, display_name=name, role=Role(whom.role), active=True, by=by)
        db.session.commit()
        id = whom.id
        assert len([each for each in queries.lines(queries.entries_of("users", id), 9) if each.actor_id == by.id]) == 2
    page = text(client, f"/audit/users/{id}")
    assert "Anna Miller" in page
    assert page.count("User changed") == 1
