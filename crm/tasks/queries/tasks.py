"""Which tasks a user sees, and which of them are due. Tasks know no record above them, only its table and id."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    case,
    column,
    func,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.orm import joinedload

from crm.core import conditions
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page_by
from crm.core.permissions import Actor
from crm.core.reading import of_ids, rows
from crm.core.records import only, stands
from crm.core.sight import seen
from crm.tasks.models import Task
from crm.tasks.queries.above import overtaken, resting
from crm.tasks.rules import GIVEN_UP, OVERTAKEN, PRIORITIES

#: Of one day what matters most comes first.
_RANK: Final = case({code: rank for rank, code in enumerate(PRIORITIES)}, value=Task.priority).label("rank")
SORTS: Final = {
    "due": (OrderColumn(Task.due_on), OrderColumn(_RANK), OrderColumn(Task.id)),
    "-due": (OrderColumn(Task.due_on, descending=True), OrderColumn(_RANK), OrderColumn(Task.id)),
    "priority": (OrderColumn(_RANK), OrderColumn(Task.due_on), OrderColumn(Task.id)),
}
#: Activities lie a storey above: of them a task asks when they begin, by the name of the table.
_ACTIVITIES: Final = table("activities", column("id"), column("start_on", Date))
#: How far ahead the home page looks.
AHEAD: Final = 7


def visible_to(user: Actor, *, archived: bool | None = False) -> Select[Task]:
    """The tasks a user sees: a mission leader those they own or made, others all.

    Whoever sees a record also sees all tasks on it (`of_record`); the storey above checks that.
    """
    return seen(select(Task).where(stands(Task, archived=archived)), user, _own)


def _own(user: Actor) -> ColumnElement[bool]:
    return or_(Task.owner_id == user.id, Task.created_by_id == user.id)


def one(id: int, *, user: Actor) -> Task:
    """The task with its owner; NotVisible when there is none for this user."""
    return only(visible_to(user), id, joinedload(Task.owner))


def by_id(id: int) -> Task:
    """The task `id`; whoever asks must be able to see its record (the view checks). NotVisible when there is none."""
    return only(select(Task).where(stands(Task)), id, joinedload(Task.owner))


def by_ids(ids: Collection[int]) -> dict[int, Task]:
    """{id: task} without its owner, of tasks whose records the caller found to be visible."""
    return {task.id: task for task in db.session.scalars(_BY_IDS, {"ids": list(ids)})} if ids else {}


_BY_IDS: Final = select(Task).where(of_ids(Task.id))


def hangs_on(id: int) -> tuple[str, int] | None:
    """The record that a task hangs on; None for a task of its own, and for none."""
    row = db.session.execute(select(Task.record_type, Task.record_id).where(Task.id == id, stands(Task))).one_or_none()
    return (row.record_type, row.record_id) if row is not None and row.record_type and row.record_id else None


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. `overdue_on` keeps open tasks due before that day that do not rest."""

    q: str = conditions.text(lambda words: Task.text.icontains(words, autoescape=True))
    only: Collection[int] = conditions.only(Task.id)
    owner: int | None = conditions.record(Task.owner_id)
    status: str = conditions.code(Task.status)
    priority: Collection[str] = conditions.codes(Task.priority)
    overdue_on: date | None = conditions.day(
        lambda day: and_(Task.status == "open", Task.due_on < day, not_(resting()))
    )
    #: An activity that the user was found to see: all tasks on it and below it, whoever they belong to.
    activity: int | None = conditions.record(lambda id: _on_activity(id))
    follow: bool = conditions.flag(lambda: _follows())


def filtered(wanted: Filter, *, user: Actor) -> Select[Task]:
    """The visible tasks that fulfil every condition."""
    known = visible_to(user) if wanted.activity is None else select(Task).where(Task.archived_at.is_(None))
    return known.where(*wanted.where())


def tasks(
    wanted: Filter, *, user: Actor, sort: str = "due", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Task]:
    """A page of the list, what is due first on top unless `sort` is "-due" or "priority"."""
    found = filtered(wanted, user=user)
    return page_by(found, SORTS.get(sort, SORTS["due"]), cursor, size, joinedload(Task.owner))


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def still_due() -> Select[Task]:
    """The open tasks that somebody waits for: without those that rest."""
    return select(Task).where(stands(Task), Task.status == "open", not_(resting()))


def at_rest(ids: Collection[int]) -> dict[int, str]:
    """{task: why it rests, a code of rules.RESTS}, of those of the tasks that are open and rest."""
    return {row.id: row.why for row in rows(_resting(), ids=list(ids))} if ids else {}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _resting() -> Select[*tuple[Any, ...]]:
    why = case((overtaken(), OVERTAKEN), else_=GIVEN_UP).label("why")
    return select(Task.id, why).where(of_ids(Task.id), Task.status == "open", resting())


def of_record(record_type: str, record_id: int, *, open_only: bool = False) -> list[Task]:
    """The tasks of one record that the caller found to be visible: open ones first, by due date."""
    statement = select(Task).where(
        Task.record_type == record_type, Task.record_id == record_id, Task.archived_at.is_(None)
    )
    if open_only:
        statement = statement.where(Task.status == "open")
    statement = statement.options(joinedload(Task.owner)).order_by(Task.status != "open", Task.due_on, Task.id)
    return list(db.session.scalars(statement))


def open_of_records(records: Sequence[tuple[str, int]]) -> list[Task]:
    """The open tasks of several records (table, id) that the caller found to be visible: record by record, by due date;
    one query."""
    if not records:
        return []
    ids: dict[str, list[int]] = {}
    for record_type, id in records:
        ids.setdefault(record_type, []).append(id)
    found = db.session.scalars(_open_on(tuple(ids)), {f"ids_{kind}": held for kind, held in ids.items()})
    return sorted(found, key=lambda task: records.index((task.record_type, task.record_id)))


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _open_on(kinds: tuple[str, ...]) -> Select[Task]:
    on_them = (and_(Task.record_type == kind, of_ids(Task.record_id, f"ids_{kind}")) for kind in kinds)
    statement = select(Task).where(or_(*on_them), Task.archived_at.is_(None), Task.status == "open")
    return statement.options(joinedload(Task.owner)).order_by(Task.due_on, Task.id)


def following(activity_id: int, *, user: Actor) -> list[Task]:
    """What follows from an activity and from all that hangs on it, for one who sees it: open first, by due date.

    The report of the activity lists these, and the list of tasks under the same conditions.
    """
    statement = filtered(Filter(activity=activity_id, follow=True), user=user).options(joinedload(Task.owner))
    return list(db.session.scalars(statement.order_by(Task.status != "open", Task.due_on, Task.id)))


def own_work(activity_id: int, *, user: Actor) -> list[Task]:
    """What the office does for itself on an activity and on what hangs on it, and `following` leaves out."""
    statement = filtered(Filter(activity=activity_id), user=user)
    return list(db.session.scalars(statement.where(Task.internal, Task.status != "cancelled")))


def _on_activity(activity_id: int) -> ColumnElement[bool]:
    itself = and_(Task.record_type == "activities", Task.record_id == activity_id)
    return or_(Task.activity_id == activity_id, itself)


def _follows() -> ColumnElement[bool]:
    """Whether a task follows from its activity: it is not the office's own work, and nothing that hangs on the activity
    itself, was promised by nobody else and was due before that began."""
    begun = select(_ACTIVITIES.c.start_on).where(_ACTIVITIES.c.id == Task.record_id).scalar_subquery()
    ours = and_(Task.record_type == "activities", Task.external_owner == "")
    return and_(Task.internal.is_(False), not_(and_(ours, Task.due_on < begun)))


def due(
    user: Actor, *, today: date, days: int = AHEAD, limit: int = 20, apart: Select[Any] | None = None
) -> list[Task]:
    """The user's own open tasks that are overdue or due within `days`, the latest one first; without those of `apart`.

    `apart` selects the ids of tasks that the page shows elsewhere.
    """
    asked = {"owner": user.id, "until": today + timedelta(days=days)}
    return list(db.session.scalars(_due(apart, limit), asked))


def due_count(user: Actor, *, today: date, days: int = AHEAD, limit: int = 20, apart: Select[Any] | None = None) -> int:
    """How many rows `due` has."""
    asked = {"owner": user.id, "until": today + timedelta(days=days)}
    return (
        db.session.scalar(
            select(func.count()).select_from(_due(apart, limit).with_only_columns(Task.id).subquery()), asked
        )
        or 0
    )


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _due(apart: Select[Any] | None, limit: int) -> Select[Task]:
    own = still_due().where(Task.owner_id == bindparam("owner"), Task.due_on <= bindparam("until", type_=Date()))
    own = own if apart is None else own.where(Task.id.not_in(apart))
    return own.options(joinedload(Task.owner)).order_by(Task.due_on, Task.id).limit(limit)


def until(user: Actor, day: date) -> Sequence[Task]:
    """The user's own open tasks that are due on a day or were before, as the list orders them."""
    statement = still_due().where(Task.owner_id == user.id, Task.due_on <= day).options(joinedload(Task.owner))
    return db.session.scalars(statement.order_by(Task.due_on, _RANK, Task.id)).all()


def due_counts(user: Actor, *, today: date, apart: Select[Any] | None = None) -> tuple[int, int]:
    """How many of the user's own open tasks are due today, and how many are past their day."""
    found: Sequence[int | None] = rows(_counted(apart), owner=user.id, today=today)[0]
    due, late = (number or 0 for number in found)
    return due - late, late


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _counted(apart: Select[Any] | None) -> Select[*tuple[Any, ...]]:
    """How many open tasks of `owner` are due by `today`, and how many before. Every page with a menu asks it."""
    day = bindparam("today", type_=Date())
    late = func.sum(case((Task.due_on < day, 1), else_=0))
    own = still_due().where(Task.owner_id == bindparam("owner"), Task.due_on <= day)
    own = own if apart is None else own.where(Task.id.not_in(apart))
    return own.with_only_columns(func.count(Task.id), late)
