"""What comes next with a record: the nearest open task, planned meeting or next step of a case that the reader sees."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import stands
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import OPEN_STAGES
from crm.tasks.models import Task
from crm.threads import rules
from crm.threads.queries.scopes import SCOPES, Scope
from crm.threads.queries.sources import is_ahead


@dataclass(frozen=True)
class Step:
    """What is to be done next: `row` is a Task, a Meeting or a Negotiation, as `source` says."""

    source: str
    due: date
    row: Any

    @property
    def owner(self) -> str:
        """The name of whoever is in charge; empty where nobody is named."""
        return "" if self.source == rules.MEETING or self.row.owner is None else self.row.owner.display_name


def next_step(record_type: str, record_id: int, *, user: Actor) -> Step | None:
    """The nearest of what is to be done with a record that the caller found to be visible, and with those below it."""
    scope = SCOPES[record_type](record_id, user)
    found = [step for step in (_task(scope), _meeting(scope, user), _case(scope, user)) if step is not None]
    return min(found, key=lambda step: step.due, default=None)


def _task(scope: Scope) -> Step | None:
    """Whoever sees a record sees all tasks on it."""
    statement = select(Task).where(stands(Task), Task.status == "open", scope[rules.TASK])
    statement = statement.options(joinedload(Task.owner)).order_by(Task.due_on, Task.id).limit(1)
    row = db.session.scalar(statement)
    return Step(rules.TASK, row.due_on, row) if row is not None else None


def _meeting(scope: Scope, user: Actor) -> Step | None:
    statement = meetings.visible_to(user).where(is_ahead(clock.now()), scope[rules.MEETING])
    row = db.session.scalar(statement.order_by(Meeting.starts_at, Meeting.id).limit(1))
    return Step(rules.MEETING, row.held_on, row) if row is not None else None


def _case(scope: Scope, user: Actor) -> Step | None:
    """Of the open cases of an organisation or a mission."""
    if rules.CASE not in scope:
        return None
    statement = negotiations.visible_to(user).where(
        scope[rules.CASE],
        Negotiation.stage.in_(OPEN_STAGES),
        Negotiation.next_step != "",
        Negotiation.next_step_due.is_not(None),
    )
    statement = statement.options(joinedload(Negotiation.owner), *negotiations.SIDES)
    found = db.session.scalars(statement.order_by(Negotiation.next_step_due, Negotiation.id).limit(1)).unique().first()
    due = found.next_step_due if found is not None else None
    return Step(rules.CASE, due, found) if due is not None else None
