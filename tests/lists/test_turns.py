"""Work on very many rows leaves others their turn to write, however long it takes."""

import sqlite3
import time
from contextlib import closing
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.contacts.models import Person
from crm.core import turns
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.core.turns import Turns, taking_turns
from crm.jobs.worker import run_pending
from crm.lists import queries, services
from tests.cast import user
from tests.contacts import book

NUMBER = 24


def queued() -> int:
    """Work of the background that archives people; its run."""
    by = user(Role.COORDINATOR)
    ids = [book.person(f"山田 {number:02}", "ja", reading="やまだ").id for number in range(NUMBER)]
    with writing():
        run = services.begin(list_name="people", act="archive", said={}, ids=ids, by=by)
        services.queue(run, by=by)
        db.session.commit()
        return run.id


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of which each look takes a second: whatever is written takes too long."""
    seconds = count()
    monkeypatch.setattr(turns.time, "monotonic", lambda: float(next(seconds)))


@pytest.mark.once
def test_others_write_while_very_many_rows_are_changed(app: Flask, slow: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[int] = []

    def rest(_seconds: float) -> None:
        """In the place of sleeping: look how far it is, and whether somebody who does not wait can write now."""
        with closing(sqlite3.connect(app.extensions["settings"].database_url.split("///")[1], timeout=0)) as other:
            left = other.execute("SELECT count(*) FROM people WHERE archived_at IS NULL").fetchone()[0]
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE users SET display_name = display_name")
            other.commit()
        found.append(left)

    with app.app_context():
        id = queued()
        monkeypatch.setattr(time, "sleep", rest)
        run_pending(app)
        assert queries.tally(id).done == NUMBER
        assert db.session.scalar(select(func.count()).where(Person.archived_at.is_(None))) == 0
    between = [left for left in found if 0 < left < NUMBER]
    assert len(between) >= 3, found


def test_the_next_transaction_takes_as_many_rows_as_fit() -> None:
    mine = Turns()
    for last, rows in ((0.3, 10), (3.0, 1), (0.15, 20), (0.01, 20), (60.0, 1), (0.0, 20)):
        mine.last = last
        assert mine.fitting(10, most=100) == rows, last
    assert mine.fitting(90, most=100) == 100


def test_who_waits_for_the_lock_finds_it_free_within_a_rest() -> None:
    assert turns.REST > 0.1, "the busy handler of SQLite sleeps so long between two looks"


def test_a_lock_that_was_held_for_long_is_left_free_for_longer_and_a_short_one_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, slept = [0.0], list[float]()
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    with taking_turns() as mine:
        for held in (0.1, 0.1, 0.11, 2.0, 60.0):
            mine.rest()
            mine.begin(locks=True)
            now[0] += held
            mine.end()
        mine.rest()
        with taking_turns() as same:
            assert same is mine
    assert slept == pytest.approx([0.155, 1.0, turns.MOST_REST])


def test_where_rows_are_locked_one_by_one_nobody_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[Any] = []
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    with taking_turns() as mine:
        mine.begin(locks=False)
        monkeypatch.setattr(mine, "_begun", -100.0)
        mine.end()
        mine.rest()
    assert mine.last > 1
    assert slept == []
