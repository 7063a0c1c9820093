"""With which records something comes next: the same as `steps` tells of one, for the lists to be narrowed by."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Select, select, union

from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Person
from crm.core import clock
from crm.core.permissions import Actor
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee, Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import OPEN_STAGES
from crm.tasks import queries as tasks
from crm.tasks.models import Task
from crm.threads.queries.scopes import SIDES


def planned(record_type: str, *, user: Actor) -> Select[Any]:
    """The ids of the people or organisations with an open task, a planned meeting or a next step of a case."""
    found = union(*PARTS[record_type](user)).subquery()
    return select(found.c[0].label("id"))


def _of_people(user: Actor) -> list[Select[Any]]:
    attended = _ahead(user, Attendee.person_id).join(Attendee, Attendee.meeting_id == Meeting.id)
    interpreted = _ahead(user, Meeting.interpreter_id).where(Meeting.interpreter_id.is_not(None))
    return [_tasks(PERSON.table), attended.where(Attendee.person_id.is_not(None)), interpreted]


def _of_organisations(user: Actor) -> list[Select[Any]]:
    of = Affiliation.organisation_id
    people = contacts.visible_people(user).join(Affiliation, Affiliation.person_id == Person.id)
    seats = _ahead(user, Attendee.organisation_id).join(Attendee, Attendee.meeting_id == Meeting.id)
    with_step = Negotiation.stage.in_(OPEN_STAGES), Negotiation.next_step != "", Negotiation.next_step_due.is_not(None)
    found = [
        _tasks(ORGANISATION.table),
        people.where(Person.id.in_(_tasks(PERSON.table))).with_only_columns(of, maintain_column_froms=True),
        seats.where(Attendee.person_id.is_not(None), Attendee.organisation_id.is_not(None)),
        _ahead(user, Meeting.organisation_id).where(Meeting.organisation_id.is_not(None)),
        _ahead(user, Meeting.our_organisation_id).where(Meeting.our_organisation_id.is_not(None)),
    ]
    for side in SIDES:
        cases = negotiations.visible_to(user).with_only_columns(side).where(side.is_not(None))
        found += [cases.where(*with_step), cases.where(Negotiation.id.in_(_tasks(NEGOTIATION.table)))]
    return found


PARTS: Final[dict[str, Callable[[Actor], list[Select[Any]]]]] = {
    PERSON.table: _of_people,
    ORGANISATION.table: _of_organisations,
}


def _tasks(record_type: str) -> Select[Any]:
    """What open tasks hang on. Whoever sees a record sees all tasks on it."""
    due = tasks.still_due().where(Task.record_type == record_type, Task.record_id.is_not(None))
    return due.with_only_columns(Task.record_id)


def _ahead(user: Actor, of: Any) -> Select[Any]:
    seen = meetings.visible_to(user).where(Meeting.status == "planned", Meeting.starts_at >= clock.now())
    return seen.with_only_columns(of, maintain_column_froms=True)
