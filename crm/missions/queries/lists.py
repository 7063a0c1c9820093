"""The list of missions: each with what comes next in it, and when there was contact last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Date, Label, Select, Subquery, and_, bindparam, func, literal, select, union_all

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.queries import Filter
from crm.activities.rules import AHEAD
from crm.contacts.queries.above import CONTACT, DUE, add_last_contacts, latest, silent
from crm.core import clock, conditions, here
from crm.core.database import Moment, db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page_by
from crm.core.permissions import Actor
from crm.core.reading import of_ids
from crm.core.records import stands
from crm.fields import queries as fields
from crm.missions.models import ItineraryItem
from crm.tasks import queries as tasks
from crm.tasks.models import Task

#: What its column asks for.
STEP: Final = "step"


@dataclass(frozen=True)
class MissionFilter(Filter):
    """The conditions of activities, and of what comes next in them and of when there was contact last."""

    silent: tuple[int, Actor] | None = conditions.of_reader(lambda asked: silent(Activity.id, "activities", *asked))
    stepless: bool = conditions.flag(
        lambda: and_(Activity.status.in_(AHEAD), Activity.id.not_in(select(_next_days().c.id)))
    )


@dataclass
class MissionLine:
    """An activity as a line of the list. `step` is the open task or the item of the programme that comes next."""

    activity: Any
    step: Task | ItineraryItem | None = None
    step_text: str = ""  #: of a task, for the reader
    last_contact: date | None = None

    @property
    def id(self) -> int:
        id: int = self.activity.id
        return id

    @property
    def due(self) -> date | None:
        return _due_of(self.step) if self.step is not None else None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < here.today()

    @property
    def lacks_step(self) -> bool:
        """Whether it is still to come or under way, and nothing is planned."""
        return self.step is None and self.activity.status in AHEAD


def mission_lines(
    wanted: Filter,
    *,
    user: Actor,
    sort: str = "-date",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    parts: Collection[str] = (),
) -> Page[MissionLine]:
    """A page of the list, the latest first unless `sort` says otherwise; `parts` are what its columns show besides."""
    wide, line = activities.filtered(wanted, user=user), activities.LINE
    by_field = fields.page_in_order("activities", sort, wide, Activity.id, cursor, size, columns=line)
    if by_field is not None:
        found = by_field.of(activities.told(by_field.rows))
    elif sort in DUE:
        found = _ordered(wanted, _next_days(), date.max, user, sort, cursor, size)
    elif sort in CONTACT:
        found = _ordered(wanted, latest("activities", user=user), date.min, user, sort, cursor, size)
    else:
        found = activities.activities(wanted, user=user, sort=sort, cursor=cursor, size=size)
    steps = _steps([row.id for row in found.rows]) if STEP in parts else {}
    rows = [MissionLine(row, steps.get(row.id)) for row in found.rows]
    add_last_contacts("activities", rows, parts, user)
    return found.of(rows)


def _ordered(
    wanted: Filter, days: Subquery, without: date, user: Actor, sort: str, cursor: str | None, size: int
) -> Page[Any]:
    """A page in the order of days (id, day); those that have none stand where `without` does."""
    down = sort.startswith("-")
    key: Label[Any] = func.coalesce(days.c.day, literal(without, Date())).label("key")
    order = OrderColumn(key, descending=down), OrderColumn(Activity.id, descending=down)
    wide = activities.filtered(wanted, user=user)
    found = page_by(wide, order, cursor, size, days=days, columns=activities.LINE)
    return found.of(activities.told(found.rows))


def _open_tasks() -> Select[Any]:
    return tasks.still_due().where(Task.activity_id.is_not(None))


def _items_ahead(now: Any) -> Select[Any]:
    return select(ItineraryItem).where(
        stands(ItineraryItem), ItineraryItem.status != "cancelled", ItineraryItem.starts_at >= now
    )


def _next_days() -> Subquery:
    """(id, day) of what comes next in each activity."""
    steps = _open_tasks().with_only_columns(Task.activity_id.label("id"), Task.due_on.label("day"))
    day = here.day_of(ItineraryItem.starts_at).label("day")
    items = _items_ahead(clock.now()).with_only_columns(ItineraryItem.activity_id.label("id"), day)
    found = union_all(steps, items).subquery()
    return select(found.c.id, func.min(found.c.day).label("day")).group_by(found.c.id).subquery("coming")


def _steps(ids: Sequence[int]) -> dict[int, Task | ItineraryItem]:
    """{activity id: what comes next}, in two statements."""
    found: dict[int, Task | ItineraryItem] = {}
    for statement in _nearest() if ids else ():
        for row in db.session.scalars(statement, {"ids": list(ids), "now": clock.now()}):
            before = found.get(row.activity_id)
            if before is None or _due_of(row) < _due_of(before):
                found[row.activity_id] = row
    return found


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _nearest() -> tuple[Select[Any], Select[Any]]:
    """The first open task, and the first item ahead, of each activity."""
    item = ItineraryItem
    return (
        _first(_open_tasks(), Task, Task.activity_id, (Task.due_on, Task.id)),
        _first(_items_ahead(bindparam("now", type_=Moment())), item, item.activity_id, (item.starts_at, item.id)),
    )


def _first(statement: Select[Any], model: Any, of: Any, order: tuple[Any, ...]) -> Select[Any]:
    """The first row of each activity."""
    place = func.row_number().over(partition_by=of, order_by=order).label("place")
    ranked = statement.where(of_ids(of)).with_only_columns(model.id, place).subquery()
    return select(model).join(ranked, ranked.c.id == model.id).where(ranked.c.place == 1)


def _due_of(step: Task | ItineraryItem) -> date:
    return step.due_on if isinstance(step, Task) else date.fromisoformat(step.wall_start[:10])
