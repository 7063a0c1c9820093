"""Which cases count, and to which activity each belongs: one condition for figures and for papers (domain.md §3)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from crm.activities import queries as activities
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting


def counts(*, but: int | None = None) -> ColumnElement[bool]:
    """That nobody took a case out of the figures, neither itself nor with the activity that it belongs to; `but` the
    activity of whose own report it may be."""
    return and_(Negotiation.not_counted == "", not_(_with_its_activity(but)))


def _with_its_activity(but: int | None) -> ColumnElement[bool]:
    """That a case belongs to an activity that is not counted; only where it has to do with one is it asked for it."""
    out = activities.left_out(but=but)
    captured = select(NegotiationLead.negotiation_id).join(Lead, Lead.id == NegotiationLead.lead_id)
    met = select(NegotiationMeeting.negotiation_id).join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
    touches = or_(
        func.coalesce(Negotiation.activity_id, 0).in_(out),
        Negotiation.id.in_(captured.where(Lead.activity_id.in_(out))),
        Negotiation.id.in_(met.where(Meeting.activity_id.in_(out))),
    )
    return and_(touches, func.coalesce(home(), 0).in_(out))


def source() -> Any:
    """The activity that a case came from: that of its earliest lead, else the one it was opened for."""
    first = (
        select(Lead.activity_id)
        .join(NegotiationLead, NegotiationLead.lead_id == Lead.id)
        .where(NegotiationLead.negotiation_id == Negotiation.id)
        .order_by(Lead.captured_at, Lead.id)
        .limit(1)
        .correlate(Negotiation)
        .scalar_subquery()
    )
    return func.coalesce(first, Negotiation.activity_id)


def home() -> Any:
    """The activity of a case: that of its first talk (none, if that was held at none); without a talk, its source."""
    talked = (
        select(Meeting.activity_id)
        .join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id)
        .where(NegotiationMeeting.negotiation_id == Negotiation.id, meetings.is_talk(archived=True))
        .correlate(Negotiation)
    )
    first = talked.order_by(Meeting.starts_at, Meeting.id).limit(1).scalar_subquery()
    return case((talked.exists(), first), else_=source())
