"""What people have answered lies in a storey above, which says here how to ask for it: the list of people shows it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement

#: What the column asks for.
CONSENTS: Final = "consents"


@dataclass(frozen=True)
class ConsentsAbove:
    """What is asked about answers."""

    #: ids -> {person: {scope: one of STANDINGS}}, all scopes of all ids
    standings: Callable[[Collection[int]], Mapping[int, Mapping[str, str]]]
    #: (scope, standings) -> whether somebody stands to the scope in one of these ways
    standing: Callable[[str, Collection[str]], ColumnElement[bool]]


_told: dict[str, ConsentsAbove] = {}


def tell(above: ConsentsAbove) -> None:
    """Say who knows."""
    _told["above"] = above


def stands(scope: str) -> Any:
    """What standings ask of the list of people."""

    return lambda standings: _told["above"].standing(scope, standings)


def add_consents(lines: Sequence[Any], parts: Collection[str]) -> None:
    """Write into the lines how people stand to each scope, where a column shows it."""
    if CONSENTS in parts:
        found = _told["above"].standings([line.id for line in lines])
        for line in lines:
            line.consents = found[line.id]
