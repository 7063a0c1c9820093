"""What comes next with a record: the nearest open task, planned meeting or next step of a case that the reader sees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, literal, select, union_all
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor, Shell
from crm.core.records import stands
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.meetings.rules import MEETING_KINDS
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import OPEN_STAGES
from crm.tasks.models import Task
from crm.threads import rules
from crm.threads.queries.scopes import Scope, reader_of, scope_of
from crm.threads.queries.sources import is_ahead


@dataclass(frozen=True)
class Coming:
    """What is to be done next: `row` is a Task, a Meeting or a Negotiation, as `source` says."""

    source: str
    due: date
    row: Any

    @property
    def typed(self) -> str:
        """What somebody called it: the subject of a meeting, the next step of a case; a task tells itself."""
        if self.source == rules.TASK:
            return ""
        return str(self.row.next_step if self.source == rules.CASE else self.row.subject)

    @property
    def word(self) -> str:
        """The message id of what a meeting without a subject is called."""
        return MEETING_KINDS[self.row.kind] if self.source == rules.MEETING else ""

    @property
    def owner(self) -> str:
        """The name of whoever is in charge; empty where nobody is named."""
        return "" if self.source == rules.MEETING or self.row.owner is None else self.row.owner.display_name


def next_step(record_type: str, record_id: int, *, user: Actor) -> Coming | None:
    """The nearest of what is to be done with a record that the caller found to be visible, and with those below it."""
    asked = {"record_id": record_id, "now": clock.now()}
    places = db.session.execute(_nearest(record_type, reader_of(user)), asked).all()
    found = min(places, key=lambda place: (place.due, ORDER.index(place.source)), default=None)
    if found is None:
        return None
    model, *loaded = _ROWS[found.source]
    row = db.session.scalars(select(model).where(model.id == found.id).options(*loaded)).one()
    return Coming(found.source, found.due, row)


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=256)
def _nearest(record_type: str, reader: Shell) -> CompoundSelect[Any]:
    """(source, id, by when) of the nearest of each, made once for all who see everything, and for each leader."""
    scope = scope_of(record_type, reader)
    return union_all(
        *(
            select(make(scope, reader).with_only_columns(literal(source).label("source"), *_PLACE[source]).subquery())
            for source, make in _MADE.items()
            if source in scope
        )
    )


def _tasks(scope: Scope, _reader: Actor) -> Select[Any]:
    """Whoever sees a record sees all tasks on it."""
    found = select(Task).where(stands(Task), Task.status == "open", scope[rules.TASK])
    return found.order_by(Task.due_on, Task.id).limit(1)


def _meetings(scope: Scope, reader: Actor) -> Select[Any]:
    found = meetings.visible_to(reader).where(is_ahead(), scope[rules.MEETING])
    return found.order_by(Meeting.starts_at, Meeting.id).limit(1)


def _cases(scope: Scope, reader: Actor) -> Select[Any]:
    """Of the open cases of an organisation or a mission.

    Their ids are joined: as one condition among the others they would be looked for among the open cases of everybody.
    """
    own = select(Negotiation.id).where(scope[rules.CASE]).subquery()
    found = negotiations.visible_to(reader).join(own, own.c.id == Negotiation.id)
    found = found.where(
        Negotiation.stage.in_(OPEN_STAGES),
        Negotiation.next_step != "",
        Negotiation.next_step_due.is_not(None),
    )
    return found.order_by(Negotiation.next_step_due, Negotiation.id).limit(1)


_MADE: Final[dict[str, Callable[[Scope, Actor], Select[Any]]]] = {
    rules.TASK: _tasks,
    rules.MEETING: _meetings,
    rules.CASE: _cases,
}
#: Which comes first of those that are due on one day.
ORDER: Final = tuple(_MADE)
#: The id of each, and by which day it is to be done.
_PLACE: Final[dict[str, tuple[Any, ...]]] = {
    rules.TASK: (Task.id.label("id"), Task.due_on.label("due")),
    rules.MEETING: (Meeting.id.label("id"), Meeting.held_on.label("due")),
    rules.CASE: (Negotiation.id.label("id"), Negotiation.next_step_due.label("due")),
}
#: The row of each, and what is loaded along.
_ROWS: Final[dict[str, tuple[Any, ...]]] = {
    rules.TASK: (Task, joinedload(Task.owner)),
    rules.MEETING: (Meeting,),
    rules.CASE: (Negotiation, joinedload(Negotiation.owner)),
}
