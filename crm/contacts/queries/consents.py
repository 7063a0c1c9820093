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
    #: activity -> whom its papers may not name yet, since they said no and nobody decided
    waiting: Callable[[int], Collection[int]]
    #: (activity, people): Refused where a paper of it waits for a decision about one of these people
    check: Callable[[int, Collection[int]], None]
    #: (activity, people, to whom, which paper, its bytes, by=): note that a paper which names them was given away
    note: Callable[..., object]


_told: dict[str, ConsentsAbove] = {}


def tell(above: ConsentsAbove) -> None:
    """Say who knows."""
    _told["above"] = above


def stands(scope: str) -> Any:
    """What standings ask of the list of people."""

    return lambda standings: _told["above"].standing(scope, standings)


def waiting(activity_id: int) -> Collection[int]:
    """Whom the papers of an activity may not name yet: they said no, and nobody has decided."""
    return _told["above"].waiting(activity_id)


def check_papers(activity_id: int, people: Collection[int]) -> None:
    """Refused where a paper of an activity that names these people waits for a decision."""
    _told["above"].check(activity_id, people)


def note_papers(
    activity_id: int, people: Collection[int], *, other: str, items: str, content: bytes, by: Any
) -> None:  # fmt: skip
    """Note that a paper which names these people was given away."""
    _told["above"].note(activity_id, people, other=other, items=items, content=content, by=by)


def add_consents(lines: Sequence[Any], parts: Collection[str]) -> None:
    """Write into the lines how people stand to each scope, where a column shows it."""
    if CONSENTS in parts:
        found = _told["above"].standings([line.id for line in lines])
        for line in lines:
            line.consents = found[line.id]
