"""What belongs to a case: meetings, leads, and the calls, mails, samples and quotations between two meetings."""

from datetime import datetime, timedelta

from sqlalchemy import select

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.leads import queries as leads
from crm.leads import services as lead_services
from crm.leads.models import Lead
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.negotiations import rules
from crm.negotiations.models import Interaction, Negotiation, NegotiationLead, NegotiationMeeting
from crm.negotiations.services.moves import note_first_talk

#: Clocks differ: what is said to have happened may lie this far ahead of ours.
_TOLERANCE = timedelta(minutes=10)


def link_meeting(negotiation: Negotiation, meeting: Meeting, *, by: Actor | None) -> None:
    """The meeting belongs to the case; the first talk among them freezes the snapshots (INV-N5).

    Refused for a meeting that `by` does not see and for one that was cancelled. Linking twice changes nothing.
    """
    if by is not None and not MEETING.is_visible(meeting.id, by):
        raise Refused(Text("Choose one from the list."), field="meeting_id")
    if meeting.status == "cancelled":
        raise Refused(Text("This meeting was cancelled."), field="meeting_id")
    if _meeting_link(negotiation, meeting) is not None:
        return
    with action(rules.MEETING_LINKED, by=by):
        db.session.add(NegotiationMeeting(negotiation_id=negotiation.id, meeting_id=meeting.id))
        touch(negotiation)
        _forget(negotiation, "meetings")
        note_first_talk(negotiation)


def unlink_meeting(negotiation: Negotiation, meeting: Meeting, *, by: Actor | None) -> None:
    """The meeting does not belong to the case after all. What its first talk froze stays (INV-N5); its day does not."""
    link = _meeting_link(negotiation, meeting)
    if link is None:
        return
    with action(rules.MEETING_UNLINKED, by=by):
        db.session.delete(link)
        touch(negotiation)
        _forget(negotiation, "meetings")
        note_first_talk(negotiation)


def _meeting_link(negotiation: Negotiation, meeting: Meeting) -> NegotiationMeeting | None:
    return db.session.scalar(
        select(NegotiationMeeting).where(
            NegotiationMeeting.negotiation_id == negotiation.id, NegotiationMeeting.meeting_id == meeting.id
        )
    )


def link_lead(negotiation: Negotiation, lead: Lead, *, by: Actor | None) -> None:
    """The case also grew out of this lead, which becomes converted. Refused for a lead that `by` does not see."""
    with action(rules.LEAD_LINKED, by=by):
        attach_lead(negotiation, lead, by=by)
        touch(negotiation)


def attach_lead(negotiation: Negotiation, lead: Lead, *, by: Actor | None) -> None:
    """Link and convert a lead inside an action; linking twice changes nothing."""
    seen = by is None or db.session.scalar(leads.visible_to(by).where(Lead.id == lead.id).with_only_columns(Lead.id))
    if not seen:
        raise Refused(Text("Choose one from the list."), field="lead_id")
    linked = select(NegotiationLead.id).where(
        NegotiationLead.negotiation_id == negotiation.id, NegotiationLead.lead_id == lead.id
    )
    if db.session.scalar(linked) is not None:
        return
    db.session.add(NegotiationLead(negotiation_id=negotiation.id, lead_id=lead.id))
    lead_services.convert(lead, by=by)
    _forget(negotiation, "leads")


def _forget(negotiation: Negotiation, children: str) -> None:
    """The loaded children are out of date: `queries.one` reads them anew."""
    db.session.flush()
    db.session.expire(negotiation, [children])


def log(
    negotiation: Negotiation,
    *,
    kind: str,
    summary: str,
    direction: str = "out",
    at: datetime | None = None,
    by: Actor | None,
) -> Interaction:
    """A call, mail, sample, quotation … on the case. `at` is when it was, now unless given.

    Refused for an unknown kind, without a summary, and for a moment that is still to come.
    """
    if kind not in rules.LOGGED_KINDS:
        raise Refused(Text("Choose what it was."), field="kind")
    if direction not in rules.DIRECTIONS:
        raise Refused(Text("Choose from whom it came."), field="direction")
    if not summary.strip():
        raise Refused(Text("Enter what was said or sent."), field="summary")
    moment = at or clock.now()
    if moment > clock.now() + _TOLERANCE:
        raise Refused(Text("This time is in the future. Plan it as the next step."), field="at")
    interaction = Interaction(
        negotiation_id=negotiation.id,
        organisation_id=negotiation.counterpart_id,
        kind=kind,
        direction=direction,
        at=moment,
        summary=summary,
    )
    with action(rules.LOGGED, by=by):
        db.session.add(interaction)
    return interaction
