"""Delegates in the talks of their mission, and whom those talks met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, select
from sqlalchemy.orm import joinedload

from crm.activities.models import Participant
from crm.activities.rules import ABSENT
from crm.contacts.models import Organisation, Person
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings import rules
from crm.meetings.models import Attendee, Meeting
from crm.meetings.queries.meetings import visible_to


@dataclass(frozen=True)
class SeatedDelegate:
    """A delegate who stands in a talk of the mission as having been there."""

    id: int  #: of the attendee
    meeting_id: int
    participant_id: int
    name: str
    status: str  #: of the delegate: activities.rules.PARTICIPANT_STATUSES
    held_on: date
    organisation: Organisation  #: the counterpart; names loaded


def delegates_in_talks(activity_id: int, *, user: Actor) -> Sequence[SeatedDelegate]:
    """Who of a delegation stands in which of its talks that were held, in order of time; one query, one for names."""
    of_mission = and_(Participant.activity_id == Meeting.activity_id, Participant.person_id == Attendee.person_id)
    told = (Meeting, Attendee.id, Participant.id, Participant.name_snapshot, Participant.status)
    statement = (
        _held(activity_id, user)
        .join(Participant, of_mission)
        .with_only_columns(*told, maintain_column_froms=True)
        .options(joinedload(Meeting.organisation).selectinload(Organisation.names))
        .order_by(Meeting.starts_at, Meeting.id, Participant.order, Participant.id)
    )
    return [
        SeatedDelegate(id, talk.id, part_id, name, status, talk.held_on, talk.organisation)
        for talk, id, part_id, name, status in db.session.execute(statement)
    ]


def absent_in_talks(activity_id: int, *, user: Actor) -> list[SeatedDelegate]:
    """Those of them who did not come: one of the two is wrong."""
    return [seat for seat in delegates_in_talks(activity_id, user=user) if seat.status == ABSENT]


def people_met(activity_id: int, *, user: Actor) -> set[int]:
    """The ids of the people of the counterparts in the talks that were held; nobody who did not come."""
    return {id for (id,) in reading.rows(_people_met(user), **reading.by(user, activity=activity_id))}


@reading.kept
def _people_met(user: Actor) -> Select[Any]:
    met = _met(bindparam("activity", type_=Integer), user)
    return met.with_only_columns(Attendee.person_id, maintain_column_froms=True).distinct()


def met(activity_id: int, *, user: Actor) -> list[Attendee]:
    """The same people, once for each body that they spoke for, in order of time; with names."""
    named = joinedload(Attendee.person).selectinload(Person.names)
    body = joinedload(Attendee.organisation).selectinload(Organisation.names)
    seats = db.session.scalars(_met(activity_id, user).options(named, body).order_by(Meeting.starts_at, Attendee.id))
    return list({(seat.person_id, seat.organisation_id): seat for seat in seats}.values())


def _met(activity_id: Any, user: Actor) -> Select[Attendee]:
    absent = select(Participant.person_id).where(Participant.activity_id == activity_id, Participant.status == ABSENT)
    there = _held(activity_id, user).where(Attendee.side == rules.THEIRS, Attendee.person_id.not_in(absent))
    return there.with_only_columns(Attendee, maintain_column_froms=True)


def _held(activity_id: Any, user: Actor) -> Select[Any]:
    """The visible talks of an activity that were held, seat by seat."""
    held = visible_to(user).where(Meeting.activity_id == activity_id, Meeting.status == "held")
    return held.join(Attendee, Attendee.meeting_id == Meeting.id)
