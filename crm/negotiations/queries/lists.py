"""Lists of negotiations: filters, pages, and what other records' pages show of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Label, Select, and_, case, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from crm.contacts import queries as contacts
from crm.contacts.queries.above import CONTACT, DUE, add_last_contacts, latest, silent
from crm.core import conditions, reading
from crm.core.conditions import Conditions, Own
from crm.core.database import db
from crm.core.money import Money
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page, page_by
from crm.core.permissions import Actor
from crm.fields import queries as fields
from crm.leads.models import Lead
from crm.lookup import queries as lookup
from crm.meetings.models import Meeting
from crm.negotiations import rules
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting, NegotiationProduct
from crm.negotiations.queries.access import entering, goods_of, undecided
from crm.negotiations.queries.ageing import Standing, stalled_condition, standings
from crm.negotiations.queries.records import LISTED, visible_to
from crm.negotiations.queries.turns import BY_TURN, add_turns, oldest_first, turn_is
from crm.negotiations.rules.turns import NONE_OPEN, Turn
from crm.places import queries as places
from crm.users import queries as users

SORTS: dict[str, tuple[OrderColumn, ...]] = {
    "-opened": (OrderColumn(Negotiation.id, descending=True),),
    "opened": (OrderColumn(Negotiation.id),),
    "title": (OrderColumn(Negotiation.title), OrderColumn(Negotiation.id)),
    "-title": (OrderColumn(Negotiation.title, descending=True), OrderColumn(Negotiation.id, descending=True)),
    "entered": (OrderColumn(Negotiation.stage_entered_at), OrderColumn(Negotiation.id)),
    "-entered": (
        OrderColumn(Negotiation.stage_entered_at, descending=True),
        OrderColumn(Negotiation.id, descending=True),
    ),
}
DEFAULT_SORT = "-opened"
#: What a line, or a card of the board, shows of the case itself.
LINE: tuple[Any, ...] = tuple(
    getattr(Negotiation, name)
    for name in (
        "id", "version", "title", "our_organisation_id", "counterpart_id", "place_id", "category", "products", "stage",
        "stage_entered_at", "value", "currency", "value_period", "expected_sign_on", "next_step", "next_step_due",
        "owner_id", "on_hold", "on_hold_until", "created_at", "loss_reason", "loss_note",
        "lost_to_place_id", "lost_to_organisation_id",
    )
)  # fmt: skip
#: What a column shows beside what every line has.
PLACE, GOODS, LOST_TO, BARRED = "place", "goods", "lost_to", "barred"
PANEL_ROWS = 20


@dataclass
class CaseLine:
    """A case as a line of the list, where it stands, and when there was contact last."""

    case: Any
    standing: Standing
    last_contact: date | None = None
    undecided: bool = False  #: whether it is past the gate with barred goods and without the management's word
    turn: Turn = NONE_OPEN

    @property
    def id(self) -> int:
        id: int = self.case.id
        return id


def _searched(words: str) -> ColumnElement[bool]:
    """By title and products, as the search finds them, or by any form of a name of either side."""
    case, firms = aliased(Negotiation), lookup.matching("organisations", words)
    sides = [select(case.id).where(side.in_(firms)) for side in (case.counterpart_id, case.our_organisation_id)]
    return Negotiation.id.in_(union(lookup.matching("negotiations", words), *sides))


def _involves(organisation_id: int) -> ColumnElement[bool]:
    return or_(
        Negotiation.counterpart_id == organisation_id,
        Negotiation.our_organisation_id == organisation_id,
        Negotiation.local_partner_id == organisation_id,
    )


def _about(product_id: int) -> ColumnElement[bool]:
    return Negotiation.id.in_(
        select(NegotiationProduct.negotiation_id).where(NegotiationProduct.product_id == product_id)
    )


def _to_somebody() -> ColumnElement[bool]:
    """Lost to a rival that is named: by the two indexes of those."""
    named = (Negotiation.lost_to_place_id, Negotiation.lost_to_organisation_id)
    return Negotiation.id.in_(union(*(select(Negotiation.id).where(column.is_not(None)) for column in named)))


def _with_partner(answer: str) -> ColumnElement[bool]:
    """What was known of the counterpart's sales routes at the first talk: yes | no | unknown."""
    known = Negotiation.partner_routes_snapshot
    told = None if answer == rules.UNKNOWN else answer == "yes"
    return and_(Negotiation.first_talk_at.is_not(None), known.is_(told))


def _in_tier(tier: str) -> ColumnElement[bool]:
    return and_(Negotiation.first_talk_at.is_not(None), Negotiation.tier_snapshot == tier)


@dataclass(frozen=True)
class CaseFilter(Conditions):
    """Conditions of list and board. `tier` and `partner` are the snapshots at the first talk; a place covers all below
    it; an organisation counts on either side, or as local partner."""

    q: str = conditions.text(_searched)
    only: Collection[int] = conditions.only(Negotiation.id)
    stage: Collection[str] = conditions.codes(Negotiation.stage)
    owner: int | None = conditions.record(Negotiation.owner_id)
    initiative: int | None = conditions.record(Negotiation.initiative_id)
    place: int | None = conditions.record(lambda id: Negotiation.place_id.in_(places.within(id)))
    organisation: int | None = conditions.record(_involves)
    category: str = conditions.code(Negotiation.category)
    product: int | None = conditions.record(_about)
    loss: Collection[str] = conditions.codes(Negotiation.loss_reason)
    lost_region: int | None = conditions.record(lambda id: Negotiation.lost_to_place_id.in_(places.within(id)))
    lost_organisation: int | None = conditions.record(Negotiation.lost_to_organisation_id)
    rival_named: bool = conditions.flag(_to_somebody)
    tier: str = conditions.code(_in_tier)
    partner: str = conditions.code(_with_partner)
    turn: str = conditions.code(turn_is)
    stalled_on: date | None = conditions.day(stalled_condition)
    undecided_on: date | None = conditions.day(undecided)
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Negotiation.id, "negotiations", asked))
    stepless: bool = conditions.flag(
        lambda: and_(Negotiation.stage.in_(rules.OPEN_STAGES), Negotiation.next_step == "")
    )
    silent: tuple[int, Actor] | None = conditions.of_reader(
        lambda asked: silent(Negotiation.id, "negotiations", *asked)
    )


def filtered(wanted: CaseFilter, *, user: Actor) -> Select[Negotiation]:
    """The visible negotiations that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def negotiations(
    wanted: CaseFilter,
    *,
    user: Actor,
    sort: str = DEFAULT_SORT,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    parts: Collection[str] = (),
) -> Page[Any]:
    """A page of the list, the latest first unless `sort` says otherwise; `parts` are what its columns show besides."""
    statement = filtered(wanted, user=user)
    by_field = fields.page_in_order("negotiations", sort, statement, Negotiation.id, cursor, size, columns=LINE)
    if by_field is not None:
        found = by_field
    elif sort in DUE:
        found = page_by(statement, _computed(_due(), sort), cursor, size, columns=LINE)
    elif sort in CONTACT:
        known = latest("negotiations", user=user)
        last = func.coalesce(known.c.day, literal(date.min, Date())).label("last")
        found = page_by(statement, _computed(last, sort), cursor, size, days=known, columns=LINE)
    elif sort in BY_TURN:
        known, day = oldest_first()
        found = page_by(statement, _computed(day, sort), cursor, size, days=known, columns=LINE)
    else:
        order = SORTS.get(sort, SORTS[DEFAULT_SORT])
        found = page(statement.with_only_columns(*LINE), order, cursor, size, columns=True)
    return found.of(told(found.rows, parts))


def told(rows: Sequence[Any], parts: Collection[str] = ()) -> list[Any]:
    """Rows of LINE with whom and what they are with; `parts` as for `negotiations`."""
    lost = [row for row in rows if row.lost_to_place_id or row.lost_to_organisation_id] if LOST_TO in parts else []
    named = [id for row in rows for id in (row.our_organisation_id, row.counterpart_id)]
    sides = contacts.listed_organisations([*named, *(row.lost_to_organisation_id for row in lost)])
    owners = users.colleagues()
    there = [row.place_id for row in rows] if PLACE in parts else []
    known = places.listed([*there, *(row.lost_to_place_id for row in lost)])
    goods = goods_of([row.id for row in rows]) if GOODS in parts else {}
    return [
        reading.listed(
            row,
            goods=goods.get(row.id, ()),
            our_organisation=sides[row.our_organisation_id],
            counterpart=sides[row.counterpart_id],
            owner=owners.get(row.owner_id),
            place=known.get(row.place_id),
            lost_to_place=known.get(row.lost_to_place_id),
            lost_to_organisation=sides.get(row.lost_to_organisation_id),
        )
        for row in rows
    ]


def _due() -> Label[date]:
    with_step = and_(Negotiation.stage.in_(rules.OPEN_STAGES), Negotiation.next_step_due.is_not(None))
    return case((with_step, Negotiation.next_step_due), else_=literal(date.max, Date())).label("due")


def _computed(key: Label[Any], sort: str) -> tuple[OrderColumn, ...]:
    down = sort.startswith("-")
    return OrderColumn(key, descending=down), OrderColumn(Negotiation.id, descending=down)


def case_lines(
    wanted: CaseFilter, *, user: Actor, as_of: date, parts: Collection[str] = (), **how: Any
) -> Page[CaseLine]:
    """A page of the list with where each case stands; `how` as for `negotiations`."""
    found = negotiations(wanted, user=user, parts=parts, **how)
    stand = standings(found.rows, as_of)
    past = [case.id for case in found.rows if BARRED in parts and rules.is_held_up(case.stage)]
    waits = {id for id, each in entering(past).items() if each.waiting}
    rows = [CaseLine(case, stand[case.id], undecided=case.id in waits) for case in found.rows]
    add_last_contacts("negotiations", rows, parts, user)
    add_turns(rows, parts)
    return found.of(rows)


def value_totals(wanted: CaseFilter, *, user: Actor) -> list[tuple[Money, str]]:
    """[(what the cases are worth, rules.VALUE_NOTES)] by currency: neither a sum a year and a sum once add up, nor what
    is expected and what was."""
    key = (Negotiation.currency, Negotiation.stage, Negotiation.value_period)
    cases = filtered(wanted, user=user).where(Negotiation.value.is_not(None))
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for currency, stage, period, total in db.session.execute(
        cases.with_only_columns(*key, func.sum(Negotiation.value)).group_by(*key)
    ):
        found[currency, rules.value_note(stage, period)] += Decimal(total or 0)
    ordered = sorted(found, key=lambda each: (each[0], rules.VALUE_NOTES.index(each[1])))
    return [(Money(found[currency, note], currency), note) for currency, note in ordered]


def _rows(statement: Select[Negotiation]) -> list[Negotiation]:
    ordered = statement.options(*LISTED).order_by(Negotiation.id.desc()).limit(PANEL_ROWS)
    return list(db.session.scalars(ordered).unique())


def of_organisation(organisation_id: int, *, user: Actor) -> list[Negotiation]:
    """The latest negotiations in which an organisation takes part, on either side or as local partner."""
    return _rows(visible_to(user).where(_involves(organisation_id)))


def of_activity(activity_id: int, *, user: Actor) -> list[Negotiation]:
    """The latest negotiations that came from an activity, had a lead there or a meeting."""
    leads = select(NegotiationLead.negotiation_id).join(Lead).where(Lead.activity_id == activity_id)
    meetings = select(NegotiationMeeting.negotiation_id).join(Meeting).where(Meeting.activity_id == activity_id)
    return _rows(
        visible_to(user).where(
            or_(Negotiation.activity_id == activity_id, Negotiation.id.in_(leads), Negotiation.id.in_(meetings))
        )
    )


def of_lead(lead_id: int, *, user: Actor) -> list[Negotiation]:
    """The negotiations that grew out of a lead."""
    linked = select(NegotiationLead.negotiation_id).where(NegotiationLead.lead_id == lead_id)
    return _rows(visible_to(user).where(Negotiation.id.in_(linked)))


def of_meeting(meeting_id: int, *, user: Actor) -> list[Negotiation]:
    """The negotiations a meeting belongs to."""
    linked = select(NegotiationMeeting.negotiation_id).where(NegotiationMeeting.meeting_id == meeting_id)
    return _rows(visible_to(user).where(Negotiation.id.in_(linked)))
