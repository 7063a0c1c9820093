"""What an initiative launches, and what there is of it: demand, exhibits, fairs, negotiations, orders."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from crm.access.queries import bar_told
from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement
from crm.core import clock, here
from crm.core.database import db
from crm.core.permissions import Actor, Permission, allows
from crm.core.texts import Text
from crm.fairs import queries as fairs
from crm.fairs.rules import TYPES
from crm.initiatives import queries as initiatives
from crm.initiatives.models import TargetMarket
from crm.launches.models import Launch
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation, NegotiationProduct
from crm.negotiations.queries.titles import SIDES
from crm.outcomes import queries as outcomes
from crm.outcomes.models import Outcome
from crm.places import queries as places
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.queries import ProductLine
from crm.products.queries.entering import access_everywhere
from crm.rivals import queries as rivals
from crm.rivals.models import DemandSignal
from crm.showrooms import queries as showrooms
from crm.showrooms.queries import ExhibitLine, MovedRow


@dataclass(frozen=True)
class ShownGoods:
    """A product of the line in a showroom, all its exhibits there together."""

    product: Shown
    showroom: Shown
    lines: Sequence[ExhibitLine]

    @property
    def since(self) -> date | None:
        """The first day on which one of them was shown; None where no day is recorded."""
        days = [each.exhibit.shown_from for each in self.lines]
        return min((day for day in days if day is not None), default=None)

    @property
    def held(self) -> int:
        return sum(each.stock.held for each in self.lines)


@dataclass(frozen=True)
class ShopSales:
    """What of the line was sold in a showroom: how many pieces since which day."""

    showroom: Shown
    showroom_id: int
    since: date
    pieces: int


@dataclass(frozen=True)
class FairTold:
    """A fair of the initiative: which products of the line it shows, and how many pieces were sold there."""

    activity: Activity
    shown: Collection[int]
    sold: int


@dataclass(frozen=True)
class CaseTold:
    """A negotiation about the line, the day it was opened, and that of its first talk."""

    case: Negotiation
    opened_on: date | None
    talked_on: date | None


@dataclass(frozen=True)
class OrderTold:
    """The first that is known of an order: a commercial agreement, or what the company said."""

    case: Negotiation
    day: date | None
    agreement: Agreement | None
    told: Outcome | None


@dataclass(frozen=True)
class Story:
    """A launch with all that leads from demand to the first order. A part that the reader may not see is None."""

    launch: Launch
    products: Sequence[ProductLine]
    markets: Sequence[TargetMarket]  #: that have goods of the line
    signals: Sequence[DemandSignal] | None
    exhibits: Sequence[ShownGoods] | None
    fairs: Sequence[FairTold] | None
    cases: Sequence[CaseTold] | None
    orders: Sequence[OrderTold] | None
    sales: Sequence[ShopSales] | None


def launch(initiative_id: int) -> Launch | None:
    """What an initiative that the caller found to be visible launches; None where it launches nothing."""
    statement = select(Launch).where(Launch.initiative_id == initiative_id)
    return db.session.scalar(statement.options(selectinload(Launch.products)))


def story(initiative_id: int, *, user: Actor, language: str) -> Story | None:
    """The launch of an initiative that the caller found to be visible; None where it launches nothing."""
    found = launch(initiative_id)
    if found is None:
        return None
    ids = [row.product_id for row in found.products]
    lines = products.shown(ids, language) if allows(user.role, Permission.PRODUCTS_READ) else []
    categories = {line.product.category for line in lines}
    markets = [row for row in initiatives.markets(initiative_id) if row.category in categories]
    cases = _cases(initiative_id, ids, categories, user) if allows(user.role, Permission.NEGOTIATIONS_READ) else None
    shelf = (
        _in_markets(showrooms.of_products(ids, user=user, language=language), markets)
        if allows(user.role, Permission.SHOWROOMS_READ)
        else None
    )
    return Story(
        found, lines, markets,
        _signals(markets, user) if allows(user.role, Permission.RIVALS_READ) else None,
        _exhibits(shelf) if shelf is not None else None,
        _fairs(initiative_id, ids, user) if allows(user.role, Permission.FAIRS_READ) else None,
        cases,
        _orders([each.case for each in cases], user) if cases is not None else None,
        _sales(shelf) if shelf is not None else None,
    )  # fmt: skip


def _signals(markets: Sequence[TargetMarket], user: Actor) -> list[DemandSignal]:
    """The signs of demand for the goods of each market, in its place and below, the earliest first."""
    found: dict[int, DemandSignal] = {}
    for category in {row.category for row in markets}:
        at = [row.place_id for row in markets if row.category == category]
        found |= {row.id: row for row in rivals.signals_at(*at, user=user) if row.category == category}
    return sorted(found.values(), key=lambda row: (row.observed_on, row.id))


def _in_markets(shelf: Collection[ExhibitLine], markets: Sequence[TargetMarket]) -> Collection[ExhibitLine]:
    """The exhibits of showrooms in the places of the target markets and below them; all of them without a market: what
    is shown elsewhere is of another initiative."""
    wanted = {market.place_id for market in markets}
    above = places.lineages({line.exhibit.showroom.place_id for line in shelf})
    return [line for line in shelf if not wanted or not wanted.isdisjoint(above[line.exhibit.showroom.place_id])]


def _exhibits(shelf: Iterable[ExhibitLine]) -> list[ShownGoods]:
    """The products in each showroom, the one that was shown first first; those without a day last."""
    found: dict[tuple[int, int], list[ExhibitLine]] = {}
    for line in shelf:
        found.setdefault((line.exhibit.showroom_id, line.exhibit.product_id), []).append(line)
    shown = [ShownGoods(lines[0].name, lines[0].showroom, lines) for lines in found.values()]
    return sorted(shown, key=lambda each: (each.since or date.max, each.lines[0].exhibit.id))


def _sales(shelf: Collection[ExhibitLine]) -> list[ShopSales]:
    """What was sold in each showroom of which something was."""
    sold: dict[int, list[MovedRow]] = {}
    names: dict[int, Shown] = {}
    movements = showrooms.moved_of([line.exhibit.id for line in shelf])
    for line in shelf:
        names[line.exhibit.showroom_id] = line.showroom
        moved = [each for each in movements[line.exhibit.id] if each.kind == "sold"]
        sold.setdefault(line.exhibit.showroom_id, []).extend(moved)
    return [
        ShopSales(names[id], id, min(each.day for each in moved), sum(each.quantity for each in moved))
        for id, moved in sold.items()
        if moved
    ]


def _fairs(initiative_id: int, product_ids: Collection[int], user: Actor) -> list[FairTold]:
    """The fairs of the initiative that are held, in the order of their days."""
    statement = activities.visible_to(user).where(
        Activity.initiative_id == initiative_id, Activity.type.in_(TYPES), Activity.status != "cancelled"
    )
    ordered = statement.options(selectinload(Activity.names)).order_by(Activity.start_on, Activity.id)
    rows = db.session.scalars(ordered).all()
    ids = [row.id for row in rows]
    shown, sold = fairs.shown_at(ids, product_ids), fairs.sold_at(ids, product_ids)
    return [FairTold(row, shown.get(row.id, ()), sold.get(row.id, 0)) for row in rows]


def _cases(initiative_id: int, product_ids: Collection[int], kinds: Collection[str], user: Actor) -> list[CaseTold]:
    """The negotiations of the initiative about products of the line, or about goods of their kind where no product is
    named; the one that was opened first first."""
    named = select(NegotiationProduct.negotiation_id)
    of_line = Negotiation.id.in_(named.where(NegotiationProduct.product_id.in_(product_ids)))
    of_kind = and_(Negotiation.category.in_(kinds), Negotiation.id.not_in(named))
    statement = negotiations.visible_to(user).where(Negotiation.initiative_id == initiative_id, or_(of_line, of_kind))
    loaded = statement.options(*SIDES, selectinload(Negotiation.stage_events))
    found = [_case(row) for row in db.session.scalars(loaded).unique()]
    return sorted(found, key=lambda each: (each.talked_on or each.opened_on or date.max, each.case.id))


def _case(case: Negotiation) -> CaseTold:
    opened = min((event.at for event in case.stage_events), default=None)
    local = [clock.local(at, here.zone()).date() if at is not None else None for at in (opened, case.first_talk_at)]
    return CaseTold(case, *local)


def _orders(cases: Sequence[Negotiation], user: Actor) -> list[OrderTold]:
    """The commercial agreements of the negotiations, and what companies said of orders of those that have none."""
    ids = [case.id for case in cases]
    signed = agreements.commercial_of_cases(ids) if allows(user.role, Permission.AGREEMENTS_READ) else {}
    concluded = [row.id for rows in signed.values() for row in rows]
    seen = set(db.session.scalars(agreements.visible_ids(user).where(Agreement.id.in_(concluded))))
    told = outcomes.orders_of(ids, user=user) if allows(user.role, Permission.OUTCOMES_READ) else {}
    found = []
    for case in cases:
        agreed = [row for row in signed.get(case.id, ()) if row.id in seen]
        found += [OrderTold(case, row.signed_on, row, None) for row in agreed]
        if not agreed and case.id in told:
            found.append(OrderTold(case, outcomes.told_on(told[case.id]), None, told[case.id]))
    return sorted(found, key=lambda each: (each.day or date.max, each.case.id))


def barred(initiative_id: int, product_ids: Collection[int], *, user: Actor) -> dict[int, Text]:
    """{product: which country bars it today, or may, with the rule} (INV-M1): of the initiative's target markets, else
    of any.

    Nothing for whoever may not see which goods a country lets in.
    """
    if not allows(user.role, Permission.ACCESS_READ):
        return {}
    aimed = {row.place.country for row in initiatives.markets(initiative_id)}
    return {
        id: told
        for id, found in access_everywhere(product_ids).items()
        for each in reversed(found)
        if (not aimed or each.country in aimed) and (told := bar_told(each.verdict)) is not None
    }
