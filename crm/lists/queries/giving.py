"""Who may be given away lies in a storey above, which says here how to ask for it and how to note what left."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Select

from crm.core.permissions import Actor


class Withheld(Protocol):
    """Whom a list would give away that may not be given."""

    @property
    def waits(self) -> bool:
        """Whether anybody is held back."""

    @property
    def gaps(self) -> int:
        """How many were not asked and go along."""


@dataclass(frozen=True)
class ToldOf:
    """Whose data a list tells: people in the contacts, and leads that tell of somebody who is not in there."""

    people: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()

    def __or__(self, other: "ToldOf") -> "ToldOf":
        return ToldOf(self.people | other.people, self.leads | other.leads)


@dataclass(frozen=True)
class Towards:
    """Somebody outside to whom data of people go."""

    scope: str  #: one of RECIPIENTS
    name: str
    country: str  #: "": not known
    reason: str  #: why in spite of a no
    unasked: bool = False  #: whom nobody asked goes along


@dataclass(frozen=True)
class Given:
    """What left the house: of a list, for whom, as which file."""

    list_title: str
    towards: Towards
    columns: str  #: what it told of them
    file_name: str
    sha256: str


@dataclass(frozen=True)
class GivingAbove:
    """What is asked about people whom a list tells of."""

    #: (name of the list, ids of its rows) -> whose data it tells; None: a list that tells of nobody
    people: Callable[[str, Select[Any]], ToldOf | None]
    #: (of whom, one of RECIPIENTS, country) -> who of them may not be given
    held: Callable[[ToldOf, str, str], Withheld]
    #: (name of the list, ids of rows, one of RECIPIENTS, country) -> (what was asked, {row: how they stand})
    stands_to: Callable[[str, Collection[int], str, str], tuple[str, Mapping[int, str]]]
    #: Refused where somebody is held back and nobody decides otherwise
    check: Callable[..., None]
    #: (what, of whom, by=): note it
    note: Callable[..., None]
    #: how many people were erased so far
    erased: Callable[[], int]
    countries: Mapping[str, str]


_told: dict[str, GivingAbove] = {}


def tell(above: GivingAbove) -> None:
    """Say who knows."""
    _told["above"] = above


def people(list_name: str, ids: Select[Any]) -> ToldOf | None:
    """Whose data the rows of a list tell; None for a list that tells of nobody."""
    return _told["above"].people(list_name, ids)


def held(found: ToldOf, to: Towards) -> Withheld:
    """Who of them may not be given to such a recipient."""
    return _told["above"].held(found, to.scope, to.country)


def stands_to(list_name: str, ids: Collection[int], to: Towards) -> tuple[str, Mapping[int, str]]:
    """(what was asked, {row of a list: how whom it tells of stands to that}), for the file that leaves."""
    return _told["above"].stands_to(list_name, ids, to.scope, to.country)


def check(found: Withheld, to: Towards, *, overrides: bool) -> None:
    """Refused where somebody is held back and nobody decides otherwise."""
    _told["above"].check(found, overrides=overrides, reason=to.reason, unasked=to.unasked)


def note(given: Given, found: ToldOf, *, by: Actor) -> None:
    """Note what left the house, of whom."""
    _told["above"].note(given, found, by=by)


def erased() -> int:
    """How many people were erased so far: what was written while that grew may hold one of them."""
    return _told["above"].erased()


def countries() -> Mapping[str, str]:
    """Where a recipient may be."""
    return _told["above"].countries
