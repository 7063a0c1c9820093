"""Plans, what they propose after a task, and whom to remind of what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, selectinload

from crm.core import clock
from crm.core.database import db
from crm.core.kinds import Kind
from crm.core.records import only, stands
from crm.core.sight import AT_WORK
from crm.tasks import rules
from crm.tasks.models import Plan, PlanStep, Reminder, Task
from crm.tasks.queries.tasks import still_due
from crm.users import queries as users
from crm.users.models import User


def plans(*, archived: bool = False) -> Select[Plan]:
    """Every plan with its steps, by kind of record; the archived ones instead on request."""
    found = select(Plan).where(stands(Plan, archived=archived))
    return found.options(selectinload(Plan.steps)).order_by(Plan.record_type, Plan.id)


def plan(id: int, *, archived: bool = False) -> Plan:
    """One plan with its steps; NotVisible when there is none."""
    return only(plans(archived=archived), id)


def plans_for(record_type: str) -> Sequence[Plan]:
    """The plans for one kind of record."""
    return db.session.scalars(plans().where(Plan.record_type == record_type)).all()


def runs_on(plan: Plan, record: tuple[Kind, int]) -> bool:
    """Whether a task of the plan hangs on the record."""
    steps = select(PlanStep.id).where(PlanStep.plan_id == plan.id)
    statement = select(Task.id).where(
        Task.plan_step_id.in_(steps), Task.record_type == record[0].table, Task.record_id == record[1]
    )
    return db.session.scalar(statement.where(Task.archived_at.is_(None)).limit(1)) is not None


@dataclass(frozen=True)
class Proposal:
    """What a plan proposes after a task."""

    step: PlanStep
    due_on: date
    plan_name: str


def proposals(tasks: Iterable[Task]) -> dict[int, Proposal]:
    """{task id: what follows} for the done tasks whose plan goes on and whose next step is not there yet."""
    done = {task.id: task for task in tasks if task.status == "done" and task.plan_step_id is not None}
    if not done:
        return {}
    before, after, taken = aliased(PlanStep), aliased(PlanStep), aliased(Task)
    there = (
        select(taken.id)
        .where(taken.plan_step_id == after.id, taken.archived_at.is_(None))
        .where(taken.record_type == Task.record_type, taken.record_id.is_not_distinct_from(Task.record_id))
        .exists()
    )
    statement = (
        select(Task.id, after, Plan.name)
        .join(before, before.id == Task.plan_step_id)
        .join(after, (after.plan_id == before.plan_id) & (after.position == before.position + 1))
        .join(Plan, Plan.id == after.plan_id)
        .where(Task.id.in_(done), Plan.archived_at.is_(None), ~there)
    )
    found = {}
    for id, step, name in db.session.execute(statement):
        start = done[id].done_on or done[id].due_on
        due_on = rules.due_day(start, step.days, working=step.working)
        found[id] = Proposal(step, due_on, name)
    return found


# ------------------------------------------------------------------ reminders


@dataclass(frozen=True)
class Digest:
    """What a person is reminded of on a morning: their open tasks that are due on that day or were before."""

    user: User
    day: date
    tasks: Sequence[Task]

    @property
    def overdue(self) -> int:
        return sum(task.due_on < self.day for task in self.tasks)


def digests(moment: datetime) -> list[Digest]:
    """The digests that are due at a moment: it is morning or later where the person is, and none was given today."""
    found = []
    for user in db.session.scalars(users.users().where(User.active, User.role.in_(AT_WORK))):
        local = clock.local(moment, user.timezone)
        day = local.date()
        if local.hour < rules.MORNING or _given(user.id, day):
            continue
        statement = still_due().where(Task.owner_id == user.id, Task.due_on <= day)
        tasks = db.session.scalars(statement.order_by(Task.due_on, Task.id)).all()
        if tasks:
            found.append(Digest(user, day, tasks))
    return found


def _given(user_id: int, day: date) -> bool:
    statement = select(Reminder.id).where(
        Reminder.user_id == user_id, Reminder.day == day, Reminder.state != rules.FAILED
    )
    return db.session.scalar(statement) is not None
