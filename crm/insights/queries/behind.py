"""The records behind a number: the same sets that were counted, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.queries import cases as sets
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases
from crm.insights.queries.cohort import CohortLead, cohort
from crm.insights.queries.funnels import UNKNOWN, partner_code
from crm.insights.queries.ground import Basis, ground
from crm.insights.queries.members import BESIDE, LATE, Members, Where, members, parts, parts_of_talks
from crm.insights.queries.pipeline import OpenRow, open_rows, standing_of
from crm.insights.queries.slices import Cursor, Slice, by_id, seen, sliced
from crm.insights.queries.times import ANSWER_SETS, LIMITS, answers, stage_visits
from crm.insights.rules import Selection
from crm.insights.rules.cells import ELSEWHERE, CellKey
from crm.insights.rules.selection import PARTNER_YES
from crm.insights.rules.ways import USUAL, Switches
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.meetings.queries.meetings import LISTED as LISTED_MEETINGS
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationLead
from crm.negotiations.queries import visible_to
from crm.negotiations.queries.records import LISTED
from crm.places import queries as places

#: How a group without a known flag is written in an address.
NONE: Final = "none"

#: The sets of the funnel page by name; those of the pipeline page are conditions on its rows.
CASE_SETS: Final[dict[str, Callable[[list[Case], Selection, date], list[Case]]]] = {
    "talked": sets.talked,
    "matured": sets.matured,
    "immature": sets.immature,
    "agreed": sets.agreed,
    "concluded": sets.concluded,
    "unsigned": sets.unsigned,
    "signed_late": sets.signed_late,
    "won": sets.won,
    "lost": sets.lost,
}
#: Those of one cell of the hypothesis, whatever the day of the talk: its activity counts in the period.
CELL_SETS: Final = {
    "cell": sets.talked,
    "cell_matured": sets.matured,
    "cell_immature": sets.immature,
    "cell_agreed": sets.agreed,
}
#: Those of them that are open, and that stand still.
STANDING_SETS: Final = {"cell_open": (False, True), "cell_stalled": (True,)}
#: Visits of a stage that are over, and those that are not: a case that came back stands there twice.
VISIT_SETS: Final = {"left": True, "staying": False}
#: Costs that are in no cell: what their cell is called.
OUTSIDE: Final[dict[str, CellKey | None]] = {"outside": None, "elsewhere": ELSEWHERE}
PIPELINE_SETS: Final = ("open", "stalled", "unconverted", "unvalued")


@dataclass(frozen=True)
class Group:
    """One row of a split: by "type", "tier", "partner" or "category", and its code (`NONE`: unknown); empty: all."""

    by: str = ""
    code: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The code as the records bear it: "" where it is not known."""
        return (UNKNOWN if self.code == NONE else self.code,)

    def holds(self, row: CohortLead | Case) -> bool:
        found = {
            "type": row.activity_type, "tier": row.tier, "partner": partner_code(row.partner), "category": row.category,
        }.get(self.by)  # fmt: skip
        return found is None or found == (UNKNOWN if self.code == NONE else self.code)


#: No group: all.
ALL: Final = Group()


@dataclass(frozen=True)
class LeadRow:
    """A lead of the cohort: the record (activity, person, organisation with names), how it counts, its cases."""

    lead: Lead
    counts: CohortLead
    cases: Sequence[Negotiation]


@dataclass(frozen=True)
class TalkPart:
    """A talk, and how much of it counts here: one that was about cases of several groups is shared by them."""

    talk: Meeting
    part: Fraction


def leads_behind(
    wanted: Selection,
    *,
    stage: str,
    group: Group,
    user: Actor,
    as_of: date,
    of_costs: bool = False,
    cursor: Cursor = None,
) -> Slice[LeadRow]:
    """The leads of the cohort that reached `stage` at least ("" or an unknown one: all).

    With `of_costs` those of the activities that the costs count, whenever they were captured.
    """
    least = max(1, stages.number(stage))
    of_held = list(population.held(wanted, as_of).counted) if of_costs else None
    found = cohort(Selection() if of_costs else wanted, at=of_held)
    return _leads([lead for lead in found if lead.reached >= least and group.holds(lead)], user, cursor)


def leads_answered(
    wanted: Selection, *, name: str, limit: str, user: Actor, as_of: date, cursor: Cursor = None
) -> Slice[LeadRow]:
    """The leads of one of ANSWER_SETS by one of LIMITS; tier and partner do not narrow them."""
    asked = replace(wanted, tier="", partner="")
    within = answers(asked)[LIMITS[limit]]
    ids = {row.id for row in within if row.judged_as(as_of) in ANSWER_SETS[name]}
    return _leads([lead for lead in cohort(asked) if lead.lead_id in ids], user, cursor)


def leads_of_cell(
    wanted: Selection, *, user: Actor, as_of: date, switches: Switches, cursor: Cursor = None
) -> Slice[LeadRow]:
    """The leads of the cell that the conditions on tier and partner name."""
    where, found, basis = _asked_members(wanted, "cell", as_of, switches)
    leads = cohort(population.of_cases(basis.wanted), at=list(found.held.counted))
    return _leads([lead for lead in leads if basis.cell(lead, narrow=switches.narrow) == where], user, cursor)


def _leads(members: Sequence[CohortLead], user: Actor, cursor: Cursor) -> Slice[LeadRow]:
    return sliced(members, cursor, of=lambda lead: lead.lead_id, visible=seen(Lead, leads.visible_to, user),
                  show=lambda shown: _lead_rows(shown, user))  # fmt: skip


def _lead_rows(shown: Sequence[CohortLead], user: Actor) -> list[LeadRow]:
    ids = [lead.lead_id for lead in shown]
    records = by_id(
        Lead,
        ids,
        joinedload(Lead.activity).selectinload(Activity.names),
        joinedload(Lead.activity).joinedload(Activity.place),
        joinedload(Lead.person).selectinload(Person.names),
        joinedload(Lead.organisation).selectinload(Organisation.names),
    )
    linked = (
        select(NegotiationLead.lead_id, Negotiation)
        .join(Negotiation, Negotiation.id == NegotiationLead.negotiation_id)
        .where(
            NegotiationLead.lead_id.in_(ids),
            Negotiation.id.in_(visible_to(user, archived=None).with_only_columns(Negotiation.id)),
        )
        .order_by(Negotiation.id)
    )
    made: dict[int, list[Negotiation]] = {}
    for lead_id, case in db.session.execute(linked):
        made.setdefault(lead_id, []).append(case)
    return [LeadRow(records[lead.lead_id], lead, made.get(lead.lead_id, [])) for lead in shown]


def talks_behind(
    wanted: Selection, *, user: Actor, as_of: date, of_costs: bool = False, cursor: Cursor = None
) -> Slice[TalkPart]:
    """The talks held in the period, latest first; with `of_costs` those of the activities that the costs count."""
    statement = population.talks()
    if of_costs:
        statement = statement.where(Meeting.activity_id.in_(list(population.held(wanted, as_of).counted)))
    else:
        bounds = (wanted.since or date.min, wanted.until or date.max)
        statement = statement.where(Meeting.held_on.between(*bounds))
    ids = db.session.scalars(
        statement.with_only_columns(Meeting.id).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    rows = [(id, Fraction(1)) for id in ids]
    return sliced(rows, cursor, of=lambda row: row[0], visible=seen(Meeting, meetings.visible_to, user), show=_talks)


def _talks(rows: Sequence[tuple[int, Fraction]]) -> list[TalkPart]:
    records = by_id(Meeting, [id for id, _ in rows], *LISTED_MEETINGS)
    return [TalkPart(records[id], part) for id, part in rows]


def talks_of_cell(
    wanted: Selection, *, user: Actor, as_of: date, switches: Switches, cursor: Cursor = None
) -> Slice[TalkPart]:
    """The talks of which a part belongs to the cell that the conditions on tier and partner name, latest first."""
    where, found, basis = _asked_members(wanted, "cell", as_of, switches)
    rows = parts_of_talks(basis, found, switches, where)
    seen_by = seen(Meeting, meetings.visible_to, user)
    page = sliced(rows, cursor, of=lambda row: row[0], visible=seen_by, show=_talks)
    return replace(page, amount=sum((part for _id, part in rows), Fraction(0)))


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
    switches: Switches = USUAL,
    of_costs: bool = False,
    cursor: Cursor = None,
) -> Slice[Negotiation]:
    """The negotiations of a set: one of `CASE_SETS`; one of `CELL_SETS` or `STANDING_SETS`, or beside the cells (the
    cell is that of the conditions on tier and partner); of `VISIT_SETS`, by stage; or of `PIPELINE_SETS` narrowed to a
    stage, to a month or to a time of silence (the least days of its bucket).

    With `of_costs` those that the page of costs names beside its rows: of the running activities, whatever of the
    conditions is about cases.
    """
    if of_costs:
        running = population.cases_of_running(population.held(wanted, as_of))
        ids = list(db.session.scalars(running.with_only_columns(Negotiation.id).order_by(Negotiation.id.desc())))
    elif name in CASE_SETS:
        ids = [case.negotiation_id for case in CASE_SETS[name](cases(wanted), wanted, as_of) if group.holds(case)]
    elif name in VISIT_SETS:
        visits = stage_visits(wanted, as_of)
        ids = [row.negotiation_id for row in visits if row.stage == stage and row.duration.ended is VISIT_SETS[name]]
    elif name in (*CELL_SETS, *STANDING_SETS, *BESIDE):
        ids = [case.negotiation_id for case in _of_cell(wanted, name, as_of, switches)]
    else:
        rows = _open_rows(wanted, name, as_of)
        ids = [row.id for row in rows if _asked_for(row, stage=stage, month=month, silence=silence)]
    return sliced(ids, cursor, of=lambda id: id, visible=seen(Negotiation, visible_to, user), show=_cases)


def _cases(ids: Sequence[int]) -> list[Negotiation]:
    records = by_id(Negotiation, ids, *LISTED)
    return [records[id] for id in ids]


def _of_cell(wanted: Selection, name: str, as_of: date, switches: Switches) -> list[Case]:
    where, found = asked_members(wanted, name, as_of, switches)
    rows = list(found.cases.get(where, ()))
    if name in STANDING_SETS:
        standing = standing_of(found.held, as_of)
        return [case for case in rows if standing.get(case.negotiation_id) in STANDING_SETS[name]]
    return rows if name in BESIDE else CELL_SETS[name](rows, Selection(), as_of)


def asked_members(wanted: Selection, name: str, as_of: date, switches: Switches) -> tuple[Where, Members]:
    """What is asked for, and all that the cells and what lies beside them hold: `name` is one of BESIDE, or it is the
    cell that the conditions on tier and partner name.
    """
    where, found, _basis = _asked_members(wanted, name, as_of, switches)
    return where, found


def _asked_members(wanted: Selection, name: str, as_of: date, switches: Switches) -> tuple[Where, Members, Basis]:
    basis = ground(replace(wanted, tier="", partner=""), as_of=as_of)
    where = name if name in (*BESIDE, LATE) else CellKey(wanted.tier, wanted.partner == PARTNER_YES)
    return where, members(basis, switches), basis


def activities_of_cell(wanted: Selection, as_of: date, switches: Switches, *, of: str = "cell") -> set[int]:
    """Those that have a part of their talks, or without a talk their own place, in the cell that is asked for; `of`
    another of OUTSIDE: in what lies beside."""
    cell, found, basis = _asked_members(wanted, "cell", as_of, switches)
    where = OUTSIDE.get(of, cell)
    cells = parts(basis, narrow=switches.narrow).cells
    return {id for id in found.held.counted if where in cells[id]}


def _open_rows(wanted: Selection, name: str, as_of: date) -> Sequence[OpenRow]:
    rows = open_rows(wanted, as_of=as_of)
    if name == "stalled":
        return [row for row in rows if row.stalled]
    if name == "unvalued":
        return [row for row in rows if not row.valued]
    if name == "unconverted":
        known = places.rates_of({row.currency for row in rows}, here.currency(), as_of)
        return [row for row in rows if row.valued and row.currency not in known]
    return rows


def _asked_for(row: OpenRow, *, stage: str, month: str, silence: str) -> bool:
    """Whether the row stands in the line of the page that these conditions name; empty ones do not count."""
    return (
        (not stage or row.stage == stage)
        and (not month or row.expected == month)
        and (not silence or str(row.silence.least) == silence)
    )
