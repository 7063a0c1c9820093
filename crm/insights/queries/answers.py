"""How soon the leads of fairs were answered, and what came of them; the leads behind each number."""

from collections.abc import Sequence

from sqlalchemy import func

from crm.activities.models import Activity
from crm.activities.rules import FAIRS
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.queries import population
from crm.insights.queries.slices import Cursor, Slice, by_id, seen, sliced
from crm.insights.rules.answers import AnsweredLead, Curve, pace
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.negotiations.models import Negotiation, NegotiationLead


def answer_curve(activity_id: int | None = None) -> Curve:
    """Of one fair, or of all of them, whoever reads; the latest first. Three queries."""
    asked = population.leads().join(Activity, Activity.id == Lead.activity_id).where(Activity.type.in_(FAIRS))
    if activity_id is not None:
        asked = asked.where(Lead.activity_id == activity_id)
    cases = db.session.execute(
        population.cases()
        .join(NegotiationLead, NegotiationLead.negotiation_id == Negotiation.id)
        .where(NegotiationLead.lead_id.in_(asked.with_only_columns(Lead.id)))
        .with_only_columns(NegotiationLead.lead_id, func.min(Negotiation.first_talk_at))
        .group_by(NegotiationLead.lead_id)
    )
    talked = dict(cases.all())
    now = clock.now()
    barred = set(
        db.session.scalars(
            asked.where(
                Lead.first_followup_at.is_(None), Lead.may_contact.is_(False) | leads.unreachable()
            ).with_only_columns(Lead.id)
        )
    )
    rows = db.session.execute(
        asked.with_only_columns(Lead.id, Lead.activity_id, Lead.captured_at, Lead.first_followup_at).order_by(
            Lead.captured_at.desc(), Lead.id.desc()
        )
    )
    found = []
    for id, at, captured, answered in rows:
        code = pace(captured, answered, now, barred=id in barred)
        found.append(AnsweredLead(id, at, code, captured, answered, talked.get(id), id in talked))
    return Curve(found)


def leads_of_pace(
    curve: Curve, code: str, what: str, *, user: Actor, cursor: Cursor = None
) -> Slice[tuple[Lead, AnsweredLead]]:
    """The leads behind a number of a curve."""

    def show(rows: Sequence[AnsweredLead]) -> list[tuple[Lead, AnsweredLead]]:
        found = by_id(Lead, [row.id for row in rows], *leads.LISTED)
        return [(found[row.id], row) for row in rows]

    mine = curve.behind(code, what)
    return sliced(mine, cursor, of=lambda row: row.id, visible=seen(Lead, leads.visible_to, user), show=show)
