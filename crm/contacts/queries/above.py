"""What people did together, and what they are going to do, lies in the storeys above, which say here how to ask for it.

The lists of people, organisations, negotiations and missions show it and are narrowed by it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery

from crm.core import here
from crm.core.permissions import Actor

#: What columns ask for.
LAST_CONTACT: Final = "last_contact"


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
