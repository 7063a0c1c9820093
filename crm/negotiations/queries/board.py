"""The board: one grouped query for counts and totals, one for the first cards of each stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import case, select, union_all

from crm.core import reading
from crm.core.database import db
from crm.core.money import Worth
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import Negotiation
from crm.negotiations.queries.ageing import Standing, standings
from crm.negotiations.queries.lists import LINE, CaseFilter, filtered, told
from crm.negotiations.queries.outlook import CaseGroup, PipelineOutlook, case_groups, open_pipeline, worth_of

CARDS = 20
#: {section that stands aside: the closed stages in it}
SHUT: Final = {"signed": ("signed", "executing"), "lost": ("lost",)}
#: {what the cards of a board lie in lanes by, named as its filter: the column}
LANES: Final[dict[str, Any]] = {
    "initiative": Negotiation.initiative_id,
    "place": Negotiation.place_id,
    "partner": case(
        (Negotiation.first_talk_at.is_(None), None),
        (Negotiation.partner_routes_snapshot.is_(None), rules.UNKNOWN),
        (Negotiation.partner_routes_snapshot.is_(True), "yes"),
        else_="no",
    ).label("lane"),
    "owner": Negotiation.owner_id,
}
#: The largest; the cases of all others lie in one more.
MOST_LANES = 7


@dataclass(frozen=True)
class BoardColumn:
    """One stage: how many cases, what they are worth by currency, and the first cards."""

    stage: str
    count: int
    totals: Mapping[str, Worth]
    cards: Sequence[Any]  #: as a line of the list has them

    @property
    def more(self) -> int:
        """How many cases have no card here."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Lane:
    """A band across the open stages: the values of its cases, how many these are, and what they are worth."""

    values: Sequence[int | str | None]
    count: int
    totals: Mapping[str, Worth]


@dataclass(frozen=True)
class Board:
    """The six open stages as columns by code, the closed ones as counts, and where each card stands."""

    columns: dict[str, BoardColumn]
    closed: dict[str, int]
    closed_totals: Mapping[str, Mapping[str, Worth]]  #: of the two sections beside: signed with executing, and lost
    standings: dict[int, Standing]
    outlook: PipelineOutlook
    lanes: Sequence[Lane] = ()  #: the largest first; none where the board is not asked for by anything
    lane_of: Mapping[int, int | str | None] = field(default_factory=dict)  #: of each card

    def in_lane(self, stage: str, lane: Lane) -> list[Any]:
        """The cards of a stage in one lane."""
        return [card for card in self.columns[stage].cards if self.lane_of[card.id] in lane.values]

    @property
    def open_count(self) -> int:
        return sum(column.count for column in self.columns.values())


def board(wanted: CaseFilter, *, user: Actor, as_of: date, only: Sequence[str] = (), by: str = "") -> Board:
    """The board under the list's filters, in lanes `by` one of LANES; with `only`, cards of no other stage are read."""
    groups = case_groups(wanted, user=user, lane=LANES.get(by))
    counts = {code: sum(group.count for group in groups if group.stage == code) for code in rules.STAGE_LABELS}
    cards = _cards(wanted, user=user, stages=only or rules.OPEN_STAGES)
    columns = {
        code: BoardColumn(
            code,
            counts[code],
            worth_of(group for group in groups if group.stage == code),
            [card for card in cards if card.stage == code],
        )
        for code in rules.OPEN_STAGES
    }
    closed = {code: counts[code] for code in rules.STAGE_LABELS if not rules.is_open(code)}
    closed_totals = {
        code: worth_of(group for group in groups if group.stage in stages) for code, stages in SHUT.items()
    }
    outlook = open_pipeline(groups, as_of=as_of)
    lanes, lane_of = (_lanes(groups), _lane_of(cards, LANES[by])) if by in LANES else ([], {})
    return Board(columns, closed, closed_totals, standings(cards, as_of), outlook, lanes, lane_of)


def _lanes(groups: Sequence[CaseGroup]) -> list[Lane]:
    """The largest first, those of a size by their value; what is left of them together at the end."""
    known: dict[int | str | None, list[CaseGroup]] = {}
    for group in groups:
        if rules.is_open(group.stage):
            known.setdefault(group.lane, []).append(group)
    lanes = [Lane([value], sum(group.count for group in found), worth_of(found)) for value, found in known.items()]
    lanes.sort(key=lambda lane: (-lane.count, str(lane.values[0])))
    rest = [group for lane in lanes[MOST_LANES:] for group in known[lane.values[0]]]
    if len(lanes) <= MOST_LANES + 1:
        return lanes
    values = [value for lane in lanes[MOST_LANES:] for value in lane.values]
    return [*lanes[:MOST_LANES], Lane(values, sum(group.count for group in rest), worth_of(rest))]


def _lane_of(cards: Sequence[Any], lane: Any) -> dict[int, int | str | None]:
    rows = db.session.execute(select(Negotiation.id, lane).where(Negotiation.id.in_([card.id for card in cards])))
    return {row[0]: row[1] for row in rows}


def _cards(wanted: CaseFilter, *, user: Actor, stages: Sequence[str]) -> list[Any]:
    """The first cards of each stage: the earliest due first, those without a next step last.

    Each stage follows the index `ix_negotiations_step` until it has its cards, however many cases there are.
    """
    cases = filtered(wanted, user=user).with_only_columns(Negotiation.stage, Negotiation.id, Negotiation.next_step_due)
    dated = cases.where(Negotiation.next_step_due.is_not(None)).order_by(Negotiation.next_step_due, Negotiation.id)
    halves = (dated, cases.where(Negotiation.next_step_due.is_(None)).order_by(Negotiation.id))
    first = [half.where(Negotiation.stage == stage).limit(CARDS).subquery() for stage in stages for half in halves]
    rows = db.session.execute(union_all(*(select(part) for part in first))).all()
    rows = sorted(rows, key=lambda row: (row.next_step_due or date.max, row.id))
    ids = [row.id for stage in stages for row in [row for row in rows if row.stage == stage][:CARDS]]
    shown = reading.by_id(ids, *LINE)
    return told([shown[id] for id in ids])
