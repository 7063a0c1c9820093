"""Which record of a talk counts (domain.md §3.1), and what is kept of the talks."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.core import reading
from crm.core.database import db
from crm.meetings.models import Meeting, TalkFact
from crm.meetings.queries.meetings import first_that_counts, is_minuted, our_side, talks


def counts_first(fact: Any, but: Select[int]) -> tuple[Any, ...]:
    """The order in which the `TalkFact` of one talk stand for it: those of activities that do not count come last."""
    return case((fact.activity_id.in_(but), 1), else_=0), fact.starts_at, fact.meeting_id


def counted_for(meeting: Meeting) -> Meeting:
    """Of the records of a talk the one that counts, as the minutes tell it now, also of the archive."""
    ours = meeting.our_organisation_id
    statement = select(Meeting).where(
        Meeting.organisation_id == meeting.organisation_id, Meeting.held_on == meeting.held_on, is_minuted(),
        our_side(Meeting).is_not_distinct_from(None if ours == contacts.our_organisation_id() else ours),
    )  # fmt: skip
    out = case((Meeting.activity_id.in_(activities.left_out()), 1), else_=0)
    return db.session.scalars(statement.order_by(out, Meeting.starts_at, Meeting.id).limit(1)).first() or meeting


def facts_of(ids: Collection[int]) -> Sequence[Any]:
    """What `TalkFact` keeps of those of these meetings that are talks, as the minutes tell it now; `is_first` apart."""
    sides = (Meeting.organisation_id, our_side(Meeting), Meeting.held_on, Meeting.starts_at)
    told = select(Meeting.id, Meeting.activity_id, *sides).where(is_minuted(), Meeting.id.in_(ids))
    return db.session.execute(told).all()


def is_counted(id: int) -> bool:
    """Whether a talk is the one that counts of those of its two sides on its day."""
    return db.session.scalar(talks().where(Meeting.id == id).with_only_columns(Meeting.id)) is not None


def talks_by_activity(activity_ids: Collection[int], *, but: Select[int]) -> dict[int, int]:
    """{activity id: number of talks that count, whoever asks} in one query; activities without a talk are absent.
    `but`: the activities that do not count."""
    found = db.session.execute(number_by_activity(activity_ids, but=but))
    return {id: count for id, count in found if id is not None}


def number_by_activity(activity_ids: Collection[int], *, but: Select[int]) -> Select[int | None, int]:
    """The statement of it."""
    return (
        select(TalkFact.activity_id, func.count())
        .where(reading.among(TalkFact.activity_id, activity_ids), first_that_counts(but))
        .group_by(TalkFact.activity_id)
    )
