"""Activity plans: chains of next steps, of which each is proposed when the one before is done."""

from collections.abc import Sequence
from datetime import date

from crm.audit.services import action
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.kinds import Kind, Kinds
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.tasks import queries, rules
from crm.tasks.models import Plan, PlanStep, Task
from crm.tasks.rules import Step
from crm.tasks.services.tasks import add


def add_plan(*, name: str, kind: Kind | None, steps: Sequence[Step], by: Actor | None) -> Plan:
    """A new plan. Refused without a name or a step, for an unknown kind of record and for days out of bounds."""
    plan = Plan(name=name, record_type=_checked(name, kind, steps).table, steps=[])
    with action(rules.PLAN_ADDED, by=by):
        db.session.add(plan)
        _write(plan, steps)
    return plan


def change_plan(plan: Plan, *, name: str, kind: Kind | None, steps: Sequence[Step], by: Actor | None) -> None:
    """Write a plan anew; its steps must be loaded. Refusals as for `add_plan`. Tasks stay as they are."""
    record_type = _checked(name, kind, steps).table
    with action(rules.PLAN_CHANGED, by=by):
        plan.name, plan.record_type = name, record_type
        _write(plan, steps)
        touch(plan)


def _write(plan: Plan, steps: Sequence[Step]) -> None:
    """Rows are reused by their place: a task that came from the third step is followed by the fourth."""
    for place, step in enumerate(steps):
        if place == len(plan.steps):
            plan.steps.append(PlanStep())
        row = plan.steps[place]
        row.position, row.text, row.days, row.working = place, step.text, step.days, step.working
        row.internal = step.internal
    del plan.steps[len(steps) :]


def _checked(name: str, kind: Kind | None, steps: Sequence[Step]) -> Kind:
    if not name.strip():
        raise Refused(Text("Fill in this field."), "name")
    if kind is None or not kind.has_tasks:
        raise Refused(Text("Choose one."), "record_type")
    if not steps:
        raise Refused(Text("A plan needs at least one step."), "steps")
    if any(not 0 <= step.days <= rules.MOST_DAYS for step in steps):
        raise Refused(Text("A step must be due within %(most)s days.", most=rules.MOST_DAYS), "steps")
    return kind


def start(plan: Plan, *, record: tuple[Kind, int], activity_id: int | None = None, by: Actor) -> Task:
    """The first step as a task on `record`, which the caller found to be visible, for whoever starts the plan.

    Refused for another kind of record, and when the plan runs on this record already.
    """
    if plan.record_type != record[0].table:
        raise Refused(Text("This plan is for another kind of record."))
    if queries.runs_on(plan, record):
        raise Refused(Text("This plan has been started here already."))
    step = plan.steps[0]
    due_on = rules.due_day(here.today(), step.days, working=step.working)
    with action(rules.PLAN_STARTED, by=by):
        return take(step, due_on=due_on, owner_id=by.id, record=record, activity_id=activity_id, by=by)


def follow(task: Task, kinds: Kinds, *, by: Actor | None) -> Task:
    """The step after a task that is done, as a task of the same person on the same record.

    Refused when none follows, and when it is there already.
    """
    proposal = queries.proposals([task]).get(task.id)
    if proposal is None:
        raise Refused(Text("No further step of the plan follows this task."))
    record = (kinds[task.record_type], task.record_id) if task.record_id is not None else None
    with action(rules.PLAN_FOLLOWED, by=by):
        return take(
            proposal.step,
            due_on=proposal.due_on,
            owner_id=task.owner_id,
            record=record,
            activity_id=task.activity_id,
            by=by,
        )


def take(
    step: PlanStep,
    *,
    due_on: date,
    owner_id: int | None,
    record: tuple[Kind, int] | None,
    activity_id: int | None = None,
    by: Actor | None,
) -> Task:
    """A step of a plan as a task, whatever stands before it in the plan. Refusals as for `tasks.add`."""
    with action(rules.ADDED, by=by):
        task = add(
            text=step.text,
            due_on=due_on,
            owner_id=owner_id,
            record=record,
            activity_id=activity_id,
            internal=step.internal,
            by=by,
        )
        task.plan_step_id = step.id
    return task
