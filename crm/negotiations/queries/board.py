"""The board: one grouped query for counts and totals, one ranked query for the cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from crm.core.database import db
from crm.core.money import Money, Worth, worths
from crm.core.permissions import Actor
from crm.negotiations import rules
from crm.negotiations.models import Negotiation
from crm.negotiations.queries.ageing import Standing, standings
from crm.negotiations.queries.lists import CaseFilter, filtered
from crm.negotiations.queries.records import LISTED

CARDS = 20


@dataclass(frozen=True)
class BoardColumn:
    """One stage: how many cases, what they are worth by currency, and the first cards."""

    stage: str
    count: int
    totals: Mapping[str, Worth]
    cards: Sequence[Negotiation]

    @property
    def more(self) -> int:
        """How many cases have no card here."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    """The six open stages as columns by code, the closed ones as counts, and where each card stands."""

    columns: dict[str, BoardColumn]
    closed: dict[str, int]
    standings: dict[int, Standing]

    @property
    def open_count(self) -> int:
        return sum(column.count for column in self.columns.values())


def board(wanted: CaseFilter, *, user: Actor, as_of: date, only: Sequence[str] = ()) -> Board:
    """The board under the list's filters; with `only`, cards of no other stage are read."""
    cases = filtered(wanted, user=user)
    grouped = cases.with_only_columns(
        Negotiation.stage,
        Negotiation.currency,
        Negotiation.value_period,
        func.count(),
        func.sum(Negotiation.value),
    ).group_by(Negotiation.stage, Negotiation.currency, Negotiation.value_period)
    counts: dict[str, int] = dict.fromkeys(rules.STAGE_LABELS, 0)
    totals: dict[str, list[tuple[Money, str]]] = {code: [] for code in rules.STAGE_LABELS}
    for stage, currency, period, count, total in db.session.execute(grouped):
        counts[stage] += count
        if total is not None:
            totals[stage].append((Money(Decimal(total), currency), period))
    cards = _cards(wanted, user=user, as_of=as_of, stages=only or rules.OPEN_STAGES)
    columns = {
        code: BoardColumn(
            code,
            counts[code],
            worths(totals[code]),
            [card for card in cards if card.stage == code],
        )
        for code in rules.OPEN_STAGES
    }
    closed = {code: counts[code] for code in rules.STAGE_LABELS if not rules.is_open(code)}
    return Board(columns, closed, standings(cards, as_of))


def _cards(wanted: CaseFilter, *, user: Actor, as_of: date, stages: Sequence[str]) -> list[Negotiation]:
    """The first cards of each stage: the earliest due first, those without a next step last."""
    place = (
        func.row_number()
        .over(
            partition_by=Negotiation.stage,
            order_by=(Negotiation.next_step_due.is_(None), Negotiation.next_step_due, Negotiation.id),
        )
        .label("place")
    )
    ranked = (
        filtered(wanted, user=user)
        .where(Negotiation.stage.in_(stages))
        .with_only_columns(Negotiation.id.label("case_id"), place)
        .subquery()
    )
    first = select(ranked.c.case_id).where(ranked.c.place <= CARDS).order_by(ranked.c.place, ranked.c.case_id)
    ids = list(db.session.scalars(first))
    # By their ids: PostgreSQL expects that a third of all cases stand first, and would read those with all names.
    shown = db.session.scalars(select(Negotiation).where(Negotiation.id.in_(ids)).options(*LISTED)).unique()
    return sorted(shown, key=lambda case: ids.index(case.id))
