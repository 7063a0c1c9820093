"""Open points lie in a storey above, which says here how to ask for the days since which they wait."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Label, Select, Subquery, case, func, literal, select

from crm.core import reading
from crm.negotiations.models import Negotiation
from crm.negotiations.rules.turns import NONE_OPEN, NOTHING, Turn

#: What a column asks for, and the orders by it.
TURN: Final = "turn"
BY_TURN: Final = ("turn", "-turn")

_told: dict[str, Callable[[], Select[Any]]] = {}


def turns_told_by(waiting: Callable[[], Select[Any]]) -> None:
    """Say who knows: `waiting` selects (id, ours, theirs), the oldest days of the cases in which something is open."""
    _told["waiting"] = waiting


def waiting() -> Subquery:
    """(id, ours, theirs) of the cases in which something is open, and that are not lost."""
    return _told["waiting"]().subquery()


def turns_of(ids: Collection[int]) -> dict[int, Turn]:
    """{id of a case: whose move it is}, without those in which nothing is open."""
    found = reading.rows(_days(), ids=list(ids)) if ids else ()
    return {id: Turn(ours, theirs) for id, ours, theirs in map(tuple, found)}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _days() -> Select[Any]:
    days = waiting()
    return select(days.c.id, days.c.ours, days.c.theirs).where(reading.of_ids(days.c.id))


def turn(case_id: int) -> Turn:
    """Whose move it is in one case."""
    return turns_of([case_id]).get(case_id, NONE_OPEN)


def turn_is(code: str) -> ColumnElement[bool]:
    """The cases in which one of TURNS holds: ours and theirs both do where both sides owe an answer."""
    days = waiting()
    if code == NOTHING:
        return Negotiation.id.not_in(select(days.c.id))
    return Negotiation.id.in_(select(days.c.id).where(days.c[code].is_not(None)))


def oldest_first() -> tuple[Subquery, Label[date]]:
    """What to join for an order by the oldest open point, and its day: cases in which nothing is open come last."""
    days, never = waiting(), literal(date.max, Date())
    ours, theirs = func.coalesce(days.c.ours, never), func.coalesce(days.c.theirs, never)
    return days, case((ours < theirs, ours), else_=theirs).label("waits")


def add_turns(lines: Sequence[Any], parts: Collection[str]) -> None:
    """Write into the lines whose move it is, where a column shows it."""
    if TURN in parts:
        found = turns_of([line.id for line in lines])
        for line in lines:
            line.turn = found.get(line.id, NONE_OPEN)
