"""The records behind a number: the same sets that were counted, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.paging import Page
from crm.core.permissions import Actor
from crm.insights.queries import cases as sets
from crm.insights.queries.cases import Case, cases
from crm.insights.queries.cohort import CohortLead, cohort
from crm.insights.queries.funnels import UNKNOWN, partner_code
from crm.insights.queries.pipeline import OpenRow, pipeline_figures
from crm.insights.queries.slices import cut, paged
from crm.insights.rules import Selection
from crm.leads.models import Lead
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationLead
from crm.negotiations.queries import visible_to
from crm.negotiations.queries.records import LISTED

#: How a group without a known flag is written in an address.
NONE: Final = "none"

#: The sets of the funnel page by name; those of the pipeline page are conditions on its rows.
CASE_SETS: Final[dict[str, Callable[[list[Case], Selection, date], list[Case]]]] = {
    "talked": sets.talked,
    "matured": sets.matured,
    "immature": sets.immature,
    "agreed": sets.agreed,
    "concluded": sets.concluded,
    "won": sets.won,
    "lost": sets.lost,
}
PIPELINE_SETS: Final = ("open", "stalled", "unconverted", "unvalued")


@dataclass(frozen=True)
class Group:
    """One row of a split: by "type", "tier", "partner" or "category", and its code (`NONE`: unknown); empty: all."""

    by: str = ""
    code: str = ""

    def holds(self, row: CohortLead | Case) -> bool:
        found = {
            "type": row.activity_type, "tier": row.tier, "partner": partner_code(row.partner), "category": row.category,
        }.get(self.by)  # fmt: skip
        return found is None or found == (UNKNOWN if self.code == NONE else self.code)


@dataclass(frozen=True)
class LeadRow:
    """A lead of the cohort: the record (activity, person, organisation with names), how it counts, its cases."""

    lead: Lead
    counts: CohortLead
    cases: Sequence[Negotiation]


def leads_behind(
    wanted: Selection, *, stage: str, group: Group, user: Actor, cursor: str | None = None
) -> Page[LeadRow]:
    """The leads of the cohort that reached `stage` at least ("" or an unknown one: all)."""
    least = max(1, stages.number(stage))
    members = [lead for lead in cohort(wanted, user=user) if lead.reached >= least and group.holds(lead)]
    shown = cut(members, cursor)
    return paged(members, cursor, _lead_rows(shown, user))


def _lead_rows(shown: Sequence[CohortLead], user: Actor) -> list[LeadRow]:
    ids = [lead.lead_id for lead in shown]
    statement = (
        select(Lead)
        .where(Lead.id.in_(ids))
        .options(
            joinedload(Lead.activity).selectinload(Activity.names),
            joinedload(Lead.person).selectinload(Person.names),
            joinedload(Lead.organisation).selectinload(Organisation.names),
        )
    )
    records = {lead.id: lead for lead in db.session.scalars(statement).unique()}
    linked = (
        select(NegotiationLead.lead_id, Negotiation)
        .join(Negotiation, Negotiation.id == NegotiationLead.negotiation_id)
        .where(NegotiationLead.lead_id.in_(ids), Negotiation.id.in_(visible_to(user).with_only_columns(Negotiation.id)))
        .order_by(Negotiation.id)
    )
    made: dict[int, list[Negotiation]] = {}
    for lead_id, case in db.session.execute(linked):
        made.setdefault(lead_id, []).append(case)
    return [LeadRow(records[lead.lead_id], lead, made.get(lead.lead_id, [])) for lead in shown]


def cases_behind(
    wanted: Selection,
    *,
    name: str,
    group: Group,
    user: Actor,
    as_of: date,
    stage: str = "",
    month: str = "",
    silence: str = "",
    cursor: str | None = None,
) -> Page[Negotiation]:
    """The negotiations of a set: one of `CASE_SETS`, or of `PIPELINE_SETS` narrowed to a stage, to a month or to a
    time of silence (the least days of its bucket)."""
    chosen = CASE_SETS.get(name)
    if chosen is not None:
        found = chosen(cases(wanted, user=user), wanted, as_of)
        ids = [case.negotiation_id for case in found if group.holds(case)]
    else:
        rows = _open_rows(wanted, name, user, as_of)
        ids = [row.id for row in rows if _asked_for(row, as_of, stage=stage, month=month, silence=silence)]
    shown = cut(ids, cursor)
    statement = select(Negotiation).where(Negotiation.id.in_(shown)).options(*LISTED)
    records = {case.id: case for case in db.session.scalars(statement).unique()}
    return paged(ids, cursor, [records[id] for id in shown])


def _open_rows(wanted: Selection, name: str, user: Actor, as_of: date) -> Sequence[OpenRow]:
    figures = pipeline_figures(wanted, user=user, as_of=as_of)
    sets = {"stalled": figures.stalled, "unconverted": figures.unconverted, "unvalued": figures.unvalued}
    return sets.get(name, figures.rows)


def _asked_for(row: OpenRow, as_of: date, *, stage: str, month: str, silence: str) -> bool:
    """Whether the row stands in the line of the page that these conditions name; empty ones do not count."""
    return (
        (not stage or row.stage == stage)
        and (not month or row.month(as_of) == month)
        and (not silence or str(row.silence.least) == silence)
    )
