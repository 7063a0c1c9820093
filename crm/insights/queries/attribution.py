"""Signed commercial agreements and the activities they are put down to (domain.md §3.1)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.core import clock, here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.rules.attribution import LEAD, OPENED, TALK, Span, Touch, weights
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting


@dataclass(frozen=True, slots=True)
class Attributed:
    """An agreement with its parts by activity; None holds what falls to no activity. The parts add up to one."""

    agreement_id: int
    initiative_id: int | None
    signed_on: date
    parts: Mapping[int | None, Fraction]


def attributed(*, user: Actor, until: date, how: str) -> list[Attributed]:
    """Every visible commercial agreement signed by a day, latest first; five queries.

    The parts go by all leads and talks, also those the user does not see: what somebody else's mission brought
    about is not put down to one's own.
    """
    statement = agreements.signed(user=user, since=date.min, until=until)
    columns = statement.with_only_columns(Agreement.id, Agreement.initiative_id, Agreement.signed_on)
    rows = db.session.execute(columns.order_by(Agreement.signed_on.desc(), Agreement.id.desc())).all()
    touches = _touches([row.id for row in rows])
    spans = _spans({touch.activity_id for mine in touches.values() for touch in mine})
    return [
        Attributed(
            row.id,
            row.initiative_id,
            row.signed_on,
            weights(touches.get(row.id, ()), signed_on=row.signed_on, spans=spans, how=how),
        )
        for row in rows
    ]


def parts_by_activity(found: Sequence[Attributed]) -> dict[int | None, Fraction]:
    """{activity id: the sum of its parts}."""
    sums: dict[int | None, Fraction] = {}
    for row in found:
        for activity_id, part in row.parts.items():
            sums[activity_id] = sums.get(activity_id, Fraction(0)) + part
    return sums


def _touches(ids: Collection[int]) -> dict[int, list[Touch]]:
    found: dict[int, list[Touch]] = {}
    for read in (_leads, _talks, _opened):
        for agreement_id, touch in read(ids):
            found.setdefault(agreement_id, []).append(touch)
    return found


def _leads(ids: Collection[int]) -> Iterator[tuple[int, Touch]]:
    statement = (
        select(AgreementNegotiation.agreement_id, Lead.activity_id, Lead.captured_at)
        .join(NegotiationLead, NegotiationLead.negotiation_id == AgreementNegotiation.negotiation_id)
        .join(Lead, Lead.id == NegotiationLead.lead_id)
        .where(AgreementNegotiation.agreement_id.in_(ids), Lead.archived_at.is_(None))
        .order_by(Lead.captured_at, Lead.id)
    )
    for agreement_id, activity_id, at in db.session.execute(statement):
        yield agreement_id, Touch(activity_id, clock.local(at, here.zone()).date(), LEAD)


def _talks(ids: Collection[int]) -> Iterator[tuple[int, Touch]]:
    statement = (
        select(AgreementNegotiation.agreement_id, Meeting.activity_id, Meeting.held_on)
        .join(NegotiationMeeting, NegotiationMeeting.negotiation_id == AgreementNegotiation.negotiation_id)
        .join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
        .where(AgreementNegotiation.agreement_id.in_(ids), Meeting.activity_id.is_not(None), meetings.is_talk())
        .order_by(Meeting.held_on, Meeting.id)
    )
    for agreement_id, activity_id, day in db.session.execute(statement):
        if activity_id is not None:
            yield agreement_id, Touch(activity_id, day, TALK)


def _opened(ids: Collection[int]) -> Iterator[tuple[int, Touch]]:
    statement = (
        select(AgreementNegotiation.agreement_id, Activity.id, Activity.start_on)
        .join(Negotiation, Negotiation.id == AgreementNegotiation.negotiation_id)
        .join(Activity, Activity.id == Negotiation.activity_id)
        .where(AgreementNegotiation.agreement_id.in_(ids))
        .order_by(Activity.start_on, Activity.id)
    )
    for agreement_id, activity_id, day in db.session.execute(statement):
        yield agreement_id, Touch(activity_id, day, OPENED)


def _spans(ids: Collection[int]) -> dict[int, Span]:
    statement = select(Activity.id, Activity.start_on, Activity.end_on).where(Activity.id.in_(ids))
    return {id: Span(start, end) for id, start, end in db.session.execute(statement)}
