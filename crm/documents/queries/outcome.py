"""What a mission brought: leads, negotiations moved, agreements signed. For one who sees the activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.agreements.models import Agreement, AgreementParty
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.permissions import Actor
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting


@dataclass(frozen=True)
class Move:
    """A negotiation that was touched: its stage when the mission began ("" if it did not exist) and at the report."""

    negotiation: Negotiation
    before: str
    after: str
    went_on: bool  #: it moved after the report: its next step of today is not the one of then

    @property
    def moved(self) -> bool:
        return self.before != self.after


def leads_of(activity_id: int) -> list[Lead]:
    """The leads of an activity by rank, then as captured, with person and organisation."""
    statement = (
        select(Lead)
        .where(Lead.activity_id == activity_id, Lead.archived_at.is_(None))
        .options(
            joinedload(Lead.person).selectinload(Person.names),
            joinedload(Lead.organisation).selectinload(Organisation.names),
            joinedload(Lead.owner),
        )
        .order_by(Lead.rank, Lead.captured_at, Lead.id)
    )
    return list(db.session.scalars(statement).unique())


def moves_of(activity_id: int, *, began: datetime, until: datetime, user: Actor) -> list[Move]:
    """The negotiations that came from an activity, had a lead there or a meeting, with their stages at two moments.

    What began after `until` is left out: nobody could have reported it.
    """
    leads = select(NegotiationLead.negotiation_id).join(Lead).where(Lead.activity_id == activity_id)
    talks = select(NegotiationMeeting.negotiation_id).join(Meeting).where(Meeting.activity_id == activity_id)
    statement = (
        negotiations.visible_to(user)
        .where(or_(Negotiation.activity_id == activity_id, Negotiation.id.in_(leads), Negotiation.id.in_(talks)))
        .options(
            joinedload(Negotiation.counterpart).selectinload(Organisation.names),
            joinedload(Negotiation.our_organisation).selectinload(Organisation.names),
            selectinload(Negotiation.stage_events),
        )
        .order_by(Negotiation.id)
    )
    found = (_move(row, began, until) for row in db.session.scalars(statement).unique())
    return [move for move in found if move.after]


def _move(row: Negotiation, began: datetime, until: datetime) -> Move:
    events = stages.effective(row.stage_events)
    before, after = ([event.to_stage for event in events if event.at < moment] for moment in (began, until))
    stage = after[-1] if after else ""
    return Move(row, before[-1] if before else "", stage if events else row.stage, went_on=len(after) < len(events))


def agreements_of(activity_id: int, *, as_of: date) -> Sequence[Agreement]:
    """The agreements signed at an activity or as its result up to a day, by day of signing, with parties."""
    statement = (
        select(Agreement)
        .where(Agreement.activity_id == activity_id, Agreement.archived_at.is_(None), Agreement.signed_on <= as_of)
        .options(
            selectinload(Agreement.parties).joinedload(AgreementParty.organisation).selectinload(Organisation.names),
            selectinload(Agreement.parties).selectinload(AgreementParty.signatories),
            selectinload(Agreement.versions),
        )
        .order_by(Agreement.signed_on, Agreement.id)
    )
    return db.session.scalars(statement).unique().all()
