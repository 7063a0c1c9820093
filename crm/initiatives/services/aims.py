"""What an initiative aims at and lives on: goals, target markets, funding; each table is written as a whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from crm.audit.services import action
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import Base, db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives import rules
from crm.initiatives.models import Initiative, InitiativeFunding, InitiativeGoal, TargetMarket
from crm.initiatives.rules import FundingInput, GoalInput, MarketInput
from crm.initiatives.services.initiatives import EARLIEST, LATEST, check_organisation
from crm.places import queries as places
from crm.places.models import Place

Row = TypeVar("Row", bound=Base)
MOST_TARGET = Decimal(10) ** 11


def write_goals(initiative: Initiative, wanted: Sequence[GoalInput], *, by: Actor | None) -> None:
    """Write the goals anew, in the order given. What was achieved is kept for one's own measure only.

    Refused without words, for an unknown measure, and for a target that is not above zero.
    """
    for goal in wanted:
        if not goal.text:
            raise Refused(Text("Enter what is to be achieved."), "goals")
        if goal.measure not in rules.MEASURES:
            raise Refused(Text("Choose one."), "goals")
        if not 0 < goal.target < MOST_TARGET or not 0 <= (goal.achieved or 0) < MOST_TARGET:
            raise Refused(Text("Enter a target above zero and below %(most)s.", most=f"{MOST_TARGET:,}"), "goals")
        _check_day(goal.due_on, "goals")
    columns = [
        (goal.id, _columns(goal, position=place, achieved=goal.achieved if goal.measure == "own" else None))
        for place, goal in enumerate(wanted)
    ]
    with action(rules.GOALS_CHANGED, by=by):
        rewrite(InitiativeGoal, {"initiative_id": initiative.id}, _known(InitiativeGoal, initiative.id), columns)
        touch(initiative)


def write_markets(initiative: Initiative, wanted: Sequence[MarketInput], *, by: Actor | None) -> None:
    """Write the target markets anew. Refused for an unseen place or partner, an unknown category or state, and for
    the same place and category twice."""
    known = _known(TargetMarket, initiative.id)
    seen_places = {row.place_id for row in known.values()}
    partners = {row.partner_id for row in known.values()}
    pairs: set[tuple[int, str]] = set()
    for market in wanted:
        if market.place_id not in seen_places and not _is_seen(market.place_id, by):
            raise Refused(Text("Choose one from the list."), "markets")
        if market.category not in PRODUCT_CATEGORIES or market.status not in rules.MARKET_STATUSES:
            raise Refused(Text("Choose one."), "markets")
        if market.partner_id not in partners:
            check_organisation(market.partner_id, "markets", by)
        _check_day(market.review_on, "markets")
        if (market.place_id, market.category) in pairs:
            raise Refused(Text("The same place and category appear twice."), "markets")
        pairs.add((market.place_id, market.category))
    columns = [(market.id, _columns(market, position=place)) for place, market in enumerate(wanted)]
    with action(rules.MARKETS_CHANGED, by=by):
        rewrite(TargetMarket, {"initiative_id": initiative.id}, known, columns)
        touch(initiative)


def write_funding(initiative: Initiative, wanted: Sequence[FundingInput], *, by: Actor | None) -> None:
    """Write anew what each source promises for each fiscal year. Refused for an unknown source, a year or an amount
    out of reason, and for the same source and year twice."""
    pairs: set[tuple[int, str]] = set()
    for row in wanted:
        if row.funding_source not in rules.FUNDING_SOURCES:
            raise Refused(Text("Choose one."), "funding")
        if not rules.FIRST_YEAR <= row.fiscal_year <= rules.LAST_YEAR or not 0 < row.amount < MOST_TARGET:
            raise Refused(Text("Enter a fiscal year such as 2026 and an amount above zero."), "funding")
        if (row.fiscal_year, row.funding_source) in pairs:
            raise Refused(Text("The same source appears twice for one year."), "funding")
        pairs.add((row.fiscal_year, row.funding_source))
        _check_day(row.granted_on, "funding")
    columns = [(row.id, _columns(row)) for row in wanted]
    with action(rules.FUNDING_CHANGED, by=by):
        rewrite(InitiativeFunding, {"initiative_id": initiative.id}, _known(InitiativeFunding, initiative.id), columns)
        touch(initiative)


def rewrite(
    model: type[Row],
    owner: Mapping[str, int],
    known: Mapping[int, Row],
    wanted: Sequence[tuple[int | None, Mapping[str, Any]]],
) -> None:
    """Change the rows whose id stays, add the new ones (owned by `owner`), delete the others. For use in an act."""
    kept = {id for id, _ in wanted}
    for key, row in known.items():
        if key not in kept:
            db.session.delete(row)
    for id, values in wanted:
        found = known.get(id or 0)
        if found is None:
            db.session.add(model(**owner, **values))
            continue
        for name, value in values.items():
            setattr(found, name, value)


def _known(model: Any, initiative_id: int) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.initiative_id == initiative_id))}


def _columns(row: GoalInput | MarketInput | FundingInput, **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "id"} | changes


def _is_seen(place_id: int, by: Actor | None) -> bool:
    seen = places.visible_to(by).where(Place.id == place_id).with_only_columns(Place.id)
    return db.session.scalar(seen) is not None


def _check_day(day: Any, field: str) -> None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise Refused(Text("Enter a date between 1900 and 2199."), field)
