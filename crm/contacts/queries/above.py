"""What people did together, and what they are going to do, lies in the storeys above, which say here how to ask for it.

The lists of people, organisations, negotiations and missions show it and are narrowed by it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Date, Label, Select, Subquery, func, literal

from crm.core import here
from crm.core.paging import OrderColumn
from crm.core.permissions import Actor

#: What columns ask for.
LAST_CONTACT: Final = "last_contact"
NEXT_STEP: Final = "next_step"
#: The orders by what is told here, and where those stand of which nothing is known.
DUE, CONTACT = ("due", "-due"), ("contact", "-contact")


class StepAhead(Protocol):
    """What is to be done next with a record."""

    @property
    def due(self) -> date:
        """The day."""

    @property
    def row(self) -> Any:
        """The task, the meeting or the case."""

    @property
    def typed(self) -> str:
        """What somebody called it; "" where nobody did, and of a task, which tells itself in a language."""

    @property
    def word(self) -> str:
        """The message id of what it is called where nobody did."""


@dataclass(frozen=True)
class Above:
    """What is asked of the records of a kind, by its table, for a `user`: only what they see counts."""

    #: (table, ids, user=) -> {id: the day of the last contact}, without those that had none
    last_contacts: Callable[..., Mapping[int, date]]
    #: (table, user=) -> the same of all of them: (id, day), to join and to order by
    latest: Callable[..., Subquery]
    #: (table, day, user=) -> the ids of those with a contact on that day or later
    contacted: Callable[..., Select[Any]]
    #: (table, user=) -> the ids of those with a next step
    planned: Callable[..., Select[Any]]
    #: (table, user=) -> the day of the next step of each that has one: (id, day), to join and to order by
    upcoming: Callable[..., Subquery]
    #: (table, ids, user=) -> {id: the next step}, without those that have none
    next_steps: Callable[..., Mapping[int, StepAhead]]


_told: dict[str, Above] = {}


def tell(above: Above) -> None:
    """Say who knows."""
    _told["above"] = above


def add_last_contacts(record_type: str, lines: Sequence[Any], parts: Collection[str], user: Actor) -> None:
    """Write into the lines when there was contact last, where a column shows it."""
    if LAST_CONTACT in parts:
        found = _told["above"].last_contacts(record_type, [line.id for line in lines], user=user)
        for line in lines:
            line.last_contact = found.get(line.id)


def add_next_steps(record_type: str, lines: Sequence[Any], parts: Collection[str], user: Actor) -> None:
    """Write into the lines what comes next, where a column shows it."""
    if NEXT_STEP in parts:
        found = _told["above"].next_steps(record_type, [line.id for line in lines], user=user)
        for line in lines:
            line.step = found.get(line.id)


def ordering(record_type: str, sort: str, id: Any, *, user: Actor) -> tuple[Subquery, tuple[OrderColumn, ...]]:
    """What to join for an order by next step or last contact, and the order: without a step last, without contact
    first."""
    days, without = (upcoming(record_type, user=user), date.max) if sort in DUE else (
        latest(record_type, user=user), date.min
    )  # fmt: skip
    down = sort.startswith("-")
    key: Label[Any] = func.coalesce(days.c.day, literal(without, Date())).label("day")
    return days, (OrderColumn(key, descending=down), OrderColumn(id, descending=down))


def upcoming(record_type: str, *, user: Actor) -> Subquery:
    """(id, day) of what comes next with each record of a kind."""
    return _told["above"].upcoming(record_type, user=user)


def latest(record_type: str, *, user: Actor) -> Subquery:
    """(id, day) of the last contact with each record of a kind."""
    return _told["above"].latest(record_type, user=user)


def silent(id: Any, record_type: str, days: int, user: Actor) -> ColumnElement[bool]:
    """Whether there was no contact within so many days."""
    since = here.today() - timedelta(days=days)
    found: ColumnElement[bool] = id.not_in(_told["above"].contacted(record_type, since, user=user))
    return found


def stepless(id: Any, record_type: str, user: Actor) -> ColumnElement[bool]:
    """Whether nothing is planned with a record."""
    found: ColumnElement[bool] = id.not_in(_told["above"].planned(record_type, user=user))
    return found
