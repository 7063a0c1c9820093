"""Which rows a role sees of what it may read at all. Nothing is seen that is not named here: a new role sees no row."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, false

from crm.core.permissions import Actor, Role

Rows = TypeVar("Rows", bound=Select[Any])


class Sight(StrEnum):
    """How far a role sees."""

    ALL = "all"  #: every row
    OWN = "own"  #: what all of the office share, and of the rest what the user leads, made or is in charge of


SIGHTS: Final[dict[str, Sight]] = {
    Role.ADMIN: Sight.ALL,
    Role.COORDINATOR: Sight.ALL,
    Role.MANAGEMENT: Sight.ALL,
    Role.MISSION_LEADER: Sight.OWN,
}

#: Roles whose holders may be put in charge of a record: those that see some.
AT_WORK: Final = tuple(SIGHTS)


def sees_all(user: Actor | None) -> bool:
    """Whether no row is kept from a user. None: work in the background, which no reader sees."""
    return user is None or SIGHTS.get(user.role) is Sight.ALL


def sees_own(user: Actor) -> bool:
    """Whether a user sees of the rows that are not shared only their own."""
    return SIGHTS.get(user.role) is Sight.OWN


def seen(statement: Rows, user: Actor, own: Callable[[Actor], ColumnElement[bool]]) -> Rows:
    """Of some rows those that a user sees: all, or those that fulfil `own`, which is made for nobody else."""
    if sees_all(user):
        return statement
    return statement.where(own(user) if sees_own(user) else false())


def shared(statement: Rows, user: Actor | None) -> Rows:
    """Rows that all of the office share: those for each role that is named; None: work in the background."""
    return statement if user is None or user.role in SIGHTS else statement.where(false())
