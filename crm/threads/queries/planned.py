"""With which records something comes next, and what: the same as `steps` tells of one, for the lists."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Subquery,
    and_,
    func,
    literal,
    select,
    union,
    union_all,
)

from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Person
from crm.core import clock, here, reading
from crm.core.database import Moment
from crm.core.permissions import Actor, Shell
from crm.core.reading import of_ids, one_of
from crm.core.records import stands
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee, Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import OPEN_STAGES
from crm.tasks import queries as tasks
from crm.tasks.models import Task
from crm.threads import rules
from crm.threads.queries.last import Among
from crm.threads.queries.scopes import SIDES, reader_of
from crm.threads.queries.sources import NOW
from crm.threads.queries.steps import Coming


class PartAhead(NamedTuple):
    """Some of what is ahead: the record that it belongs to, when it is to be done, its own id."""

    source: str  #: rules.TASK, MEETING or CASE
    rows: Select[Any]
    of: Any
    when: Any  #: a column of days, or of moments for a meeting
    row: Any

    def days(self) -> Select[Any]:
        """(id of the record, day)."""
        day = here.day_of(self.when) if self.source == rules.MEETING else self.when
        return self.rows.with_only_columns(self.of.label("id"), day.label("day"), maintain_column_froms=True)

    def ids(self) -> Select[Any]:
        """Of the records."""
        return self.rows.with_only_columns(self.of.label("id"), maintain_column_froms=True)

    def nearest(self) -> Select[Any]:
        """(id of the record, source, day, moment, id of the row): of each record the first one, in one of the two."""
        place = func.row_number().over(partition_by=self.of, order_by=(self.when, self.row)).label("place")
        columns = self.of.label("id"), self.when.label("due"), self.row.label("row"), place
        found = self.rows.with_only_columns(*columns, maintain_column_froms=True).subquery()
        when: list[Any] = [found.c.due, literal(None, Moment())]
        if self.source == rules.MEETING:
            when = [literal(None, Date()), found.c.due]
        return select(found.c.id, literal(self.source), *when, found.c.row).where(found.c.place == 1)


def planned(record_type: str, *, user: Actor) -> Select[Any]:
    """The ids of the people or organisations with an open task, a planned meeting or a next step of a case."""
    found = union(*[part.ids() for part in PARTS[record_type](user, _every, clock.now())]).subquery()
    return select(found.c.id)


def upcoming(record_type: str, *, user: Actor) -> Subquery:
    """(id, day) of what comes next with every person or organisation with which something does."""
    found = union_all(*[part.days() for part in _shown(PARTS[record_type](user, _every, clock.now()))]).subquery()
    return select(found.c.id, func.min(found.c.day).label("day")).group_by(found.c.id).subquery("upcoming")


def next_steps(record_type: str, ids: Collection[int], *, user: Actor) -> Mapping[int, Coming]:
    """{id: what comes next} of people or organisations that the caller found to be visible, in four statements."""
    if not ids:
        return {}
    statement = _statement(record_type, reader_of(user), here.today())
    first: dict[int, tuple[Any, str, int]] = {}
    for found in reading.rows(statement, ids=list(ids), now=clock.now()):
        id, source, day, moment, row = tuple(found)
        step = day or clock.local(moment, here.zone()).date(), source, row
        first[id] = min(first.get(id, step), step)
    rows: dict[str, Mapping[Any, Any]] = {}
    for source in (rules.TASK, *_SHOWN):
        wanted = {row for _day, from_source, row in first.values() if from_source == source}
        rows[source] = tasks.by_ids(wanted) if source == rules.TASK else reading.by_id(wanted, *_SHOWN[source])
    return {id: Coming(source, day, rows[source][row]) for id, (day, source, row) in first.items()}


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=64)
def _statement(record_type: str, reader: Shell, _today: date) -> CompoundSelect[Any]:
    """The nearest of each part: made once a day for all who see everything, and for each leader."""
    parts = PARTS[record_type](reader, of_ids, NOW)
    return union_all(*[part.nearest() for part in _shown(parts)])


def _shown(parts: list[PartAhead]) -> list[PartAhead]:
    """What a list shows and is ordered by: not all cases there are as those of our own office."""
    return [part for part in parts if part.of is not Negotiation.our_organisation_id]


#: What a list shows of a step that is no task; a task tells itself.
_SHOWN: Final[dict[str, tuple[Any, ...]]] = {
    rules.MEETING: (Meeting.id, Meeting.subject, Meeting.kind),
    rules.CASE: (Negotiation.id, Negotiation.next_step),
}


def _every(owner: Any) -> Any:
    return owner.is_not(None)


def _of_people(user: Actor, among: Among, now: Any) -> list[PartAhead]:
    attended = Attendee.person_id, _ahead(user, now).join(Attendee, Attendee.meeting_id == Meeting.id)
    interpreted = Meeting.interpreter_id, _ahead(user, now)
    met = [
        PartAhead(rules.MEETING, rows.where(among(of)), of, Meeting.starts_at, Meeting.id)
        for of, rows in (attended, interpreted)
    ]
    return [_tasks(PERSON.table, among), *met]


def _of_organisations(user: Actor, among: Among, now: Any) -> list[PartAhead]:
    of = Affiliation.organisation_id
    people = contacts.visible_people(user).join(Affiliation, Affiliation.person_id == Person.id)
    theirs = people.join(Task, Task.record_id == Person.id).where(_due_on(PERSON.table))
    seats = _ahead(user, now).join(Attendee, Attendee.meeting_id == Meeting.id).where(Attendee.person_id.is_not(None))
    # Found by their time: our own office has a side in nearly all meetings there ever were.
    met = [
        PartAhead(rules.MEETING, rows.where(among(side)), side, Meeting.starts_at, Meeting.id)
        for side, rows in (
            (Attendee.organisation_id, seats),
            (Meeting.organisation_id + 0, _ahead(user, now)),
            (Meeting.our_organisation_id + 0, _ahead(user, now)),
        )
    ]
    found = [
        _tasks(ORGANISATION.table, among),
        PartAhead(rules.TASK, theirs.where(among(of)), of, Task.due_on, Task.id),
    ]
    return [*found, *met, *(part for side in SIDES for part in _of_side(user, side, among))]


def _of_side(user: Actor, side: Any, among: Among) -> list[PartAhead]:
    """The next steps and the tasks of the cases that an organisation has a side in."""
    cases = negotiations.visible_to(user).where(among(side))
    # No index finds what is put together: else SQLite looks for the sides among the open cases of everybody.
    with_step = (
        one_of(Negotiation.stage + "", OPEN_STAGES),
        Negotiation.next_step != "",
        Negotiation.next_step_due.is_not(None),
    )
    open_ones = cases.where(*with_step)
    on_case = cases.join(Task, Task.record_id == Negotiation.id).where(_due_on(NEGOTIATION.table))
    return [
        PartAhead(rules.CASE, open_ones, side, Negotiation.next_step_due, Negotiation.id),
        PartAhead(rules.TASK, on_case, side, Task.due_on, Task.id),
    ]


PARTS: Final[dict[str, Callable[[Actor, Among, Any], list[PartAhead]]]] = {
    PERSON.table: _of_people,
    ORGANISATION.table: _of_organisations,
}


def _tasks(record_type: str, among: Among) -> PartAhead:
    """What open tasks hang on. Whoever sees a record sees all tasks on it."""
    due = select(Task).where(_due_on(record_type), among(Task.record_id))
    return PartAhead(rules.TASK, due, Task.record_id, Task.due_on, Task.id)


def _due_on(record_type: str) -> ColumnElement[bool]:
    """Whether a task is open, on a record of a kind. What rests counts as it does on the record's own page."""
    return and_(stands(Task), Task.status == "open", Task.record_type == record_type, Task.record_id.is_not(None))


def _ahead(user: Actor, now: Any) -> Select[Any]:
    return meetings.visible_to(user).where(Meeting.status == "planned", Meeting.starts_at >= now)
