"""Values that are kept until the log tells of a change."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from crm.audit.queries import Unchanged, unchanged
from crm.audit.services import action
from crm.contacts.models import Organisation, Person
from crm.core.database import db, writing
from tests.audit.test_log import TRIED


class Worked:
    """Values that say how often they were worked out."""

    def __init__(self) -> None:
        self.kept = Unchanged[str]("people", ("organisations",))
        self.times = 0

    def of(self, *ids: int, asked: str = "ja") -> dict[int, str]:
        return self.kept.of(ids, asked, self._make)

    def _make(self, ids: Sequence[int]) -> dict[int, str]:
        self.times += 1
        return {id: f"{id}, {self.times}" for id in ids}


def act(record: Person | Organisation) -> None:
    with writing():
        with action(TRIED, by=None, record=record):
            pass
        db.session.commit()


@pytest.fixture
def people(session: scoped_session[Session]) -> list[Person]:
    with writing():
        made = [Person(primary_language="ja") for _ in range(3)]
        with action(TRIED, by=None):
            db.session.add_all(made)
        db.session.commit()
    return made


@pytest.fixture
def organisation(session: scoped_session[Session]) -> Organisation:
    with writing():
        made = Organisation(country="JP")
        with action(TRIED, by=None):
            db.session.add(made)
        db.session.commit()
    return made


def test_a_value_is_worked_out_once_for_what_was_asked(people: list[Person]) -> None:
    worked = Worked()
    assert worked.of(1, 2) == worked.of(1, 2) == {1: "1, 1", 2: "2, 1"}
    assert worked.of(1, 3) == {1: "1, 1", 3: "3, 2"}
    assert worked.of(1, asked="ko") == {1: "1, 3"}


def test_an_act_on_the_record_ends_its_values_alone(people: list[Person]) -> None:
    worked = Worked()
    worked.of(1, 2)
    act(people[1])
    assert worked.of(1, 2) == {1: "1, 1", 2: "2, 2"}


def test_an_act_on_what_stands_beside_ends_them_all(people: list[Person], organisation: Organisation) -> None:
    worked = Worked()
    worked.of(1, 2)
    act(organisation)
    assert worked.of(1, 2) == {1: "1, 2", 2: "2, 2"}


def test_an_act_on_something_else_ends_none(people: list[Person], organisation: Organisation) -> None:
    worked = Worked()
    worked.kept = Unchanged("people", ())
    worked.of(1)
    act(organisation)
    assert worked.of(1) == {1: "1, 1"}


def test_too_many_acts_end_all(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    worked = Worked()
    worked.of(1)
    with writing():
        with action(TRIED, by=None):
            db.session.add_all(Person(primary_language="ja") for _ in range(unchanged.MOST_ENTRIES + 1))
        db.session.commit()
    assert worked.of(1) == {1: "1, 2"}


def test_another_state_of_the_log_ends_all(people: list[Person], app: Flask) -> None:
    """A database that was put back: the entry that the values go by is not the one that stands there."""
    worked = Worked()
    worked.of(1)
    worked.kept._last = (worked.kept._last[0], "another")
    assert worked.of(1) == {1: "1, 2"}


def test_nothing_is_kept_of_what_may_be_rolled_back(people: list[Person]) -> None:
    worked = Worked()
    with writing():
        with action(TRIED, by=None, record=people[0]):
            pass
        assert worked.of(1) == {1: "1, 1"}
    assert worked.of(1) == {1: "1, 2"}


def test_a_value_worked_out_while_somebody_saw_a_later_act_is_not_kept(people: list[Person]) -> None:
    worked = Worked()

    def meanwhile(make: Callable[[Sequence[int]], dict[int, str]]) -> Callable[[Sequence[int]], dict[int, str]]:
        def made(ids: Sequence[int]) -> dict[int, str]:
            found = make(ids)
            act(people[0])
            worked.of(2)  # another thread looks, sees the act, and finds nothing to forget
            return found

        return made

    worked.kept.of([1], "ja", meanwhile(worked._make))
    assert worked.of(1) == {1: "1, 3"}


def test_no_more_is_kept_than_there_is_room_for(people: list[Person]) -> None:
    worked = Worked()
    worked.kept = Unchanged("people", (), most=3)
    worked.of(1, 2)
    worked.of(3)
    assert worked.of(1, 2, 3) == {1: "1, 1", 2: "2, 1", 3: "3, 2"}
    assert worked.of(1, asked="ko") == {1: "1, 3"}
    assert worked.of(1) == {1: "1, 4"}
