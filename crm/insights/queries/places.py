"""What we did in each place and what came of it, beside who else is there, what is wanted and who reaches it.

A place counts with everything that lies in it. What we did is what the costs count (`costs`), whoever reads.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import selectinload

from crm.activities.models import Activity
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.paging import Page
from crm.core.permissions import Actor
from crm.counterparts import queries as counterparts
from crm.counterparts.queries import LinkLine
from crm.insights.queries import population
from crm.insights.queries.costs import CostRow, Sums, signed_for, sums_of
from crm.insights.queries.slices import cut, paged
from crm.insights.rules import Selection
from crm.insights.rules.ways import USUAL, Switches
from crm.negotiations import queries as negotiations
from crm.partners import queries as partners
from crm.partners.models import SalesRoute
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import TIERS
from crm.rivals import queries as rivals
from crm.rivals.models import DemandSignal
from crm.rivals.queries import CompetitionQuarter, Rival, RivalTally

#: So many rivals, signs of demand and routes of a place stand beside each other; their own pages have all. Paper, which
#: leads to no other page, names as many as anybody reads.
MOST_NAMED: Final = 8
MOST_PRINTED: Final = 200


@dataclass(frozen=True)
class PlaceFigures:
    """A place with all in it: what we did there, who else is there, and how many routes that count reach it."""

    place: Place
    above: Place | None
    depth: int
    tier: str
    row: CostRow
    tally: RivalTally
    routes: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is on record of it."""
        return not (self.row.activities or self.routes or self.tally.activities or self.tally.demand)


@dataclass(frozen=True)
class PlacesFigures:
    """A page of the places, what all activities of the period come to, and how many places have nothing on record."""

    page: Page[PlaceFigures]
    total: CostRow
    empty: int


@dataclass(frozen=True)
class ComparedPlace:
    """All that is known of one place beside another: what stands on its page and in the comparison."""

    figures: PlaceFigures
    routes: Sequence[SalesRoute]  #: those that count and reach it, loaded
    rivals: Sequence[Rival]
    demand: Sequence[DemandSignal]
    quarters: Sequence[CompetitionQuarter]
    links: Sequence[LinkLine]
    lost: int  #: negotiations with this target place that a rival got, as far as the reader sees them
    running: int  #: activities there that have begun and not ended: in none of the figures yet


#: What the list is sorted by; of two alike the one that stands first in the tree comes first.
SORTS: Final[Mapping[str, Callable[[PlaceFigures], Any]]] = {
    "tier": lambda each: list(TIERS).index(each.tier) if each.tier else len(TIERS),
    "activities": lambda each: each.row.activities,
    "cost": lambda each: each.row.cost,
    "talks": lambda each: each.row.talks,
    "agreements": lambda each: each.row.agreements,
    "per_agreement": lambda each: each.row.per_agreement.point or Decimal("Infinity"),
    "rivals": lambda each: each.tally.rivals,
    "index": lambda each: each.tally.index,
    "routes": lambda each: each.routes,
}


def places_figures(
    wanted: Selection, *, user: Actor, as_of: date, switches: Switches = USUAL, tier: str = "", sort: str = "",
    everything: bool = False, cursor: str | None = None,
) -> PlacesFigures:  # fmt: skip
    """The places under the conditions, in the order of the tree unless `sort` names another; `tier` is the one they
    have on the day. Those of which nothing is on record are left out unless `everything` is wanted.

    A fixed number of queries.
    """
    every, total = every_place(wanted, user=user, as_of=as_of, switches=switches)
    of_tier = [each for each in every if not tier or each.tier == tier]
    shown = [each for each in of_tier if everything or not each.is_empty]
    if key := SORTS.get(sort.removeprefix("-")):
        shown = sorted(shown, key=key, reverse=sort.startswith("-"))
    return PlacesFigures(paged(shown, cursor, cut(shown, cursor)), total, sum(each.is_empty for each in of_tier))


def every_place(
    wanted: Selection, *, user: Actor, as_of: date, switches: Switches = USUAL
) -> tuple[list[PlaceFigures], CostRow]:
    """All places in the order of the tree, and what all activities of the period come to."""
    rows = population.held_rows(wanted, also=Activity.place_id)
    held, sums = _counted(wanted, as_of, switches, rows)
    return _figures(held, sums, _lineages(rows), user=user, as_of=as_of), sums.row(list(held.counted))


def _lineages(rows: Sequence[Any]) -> Mapping[int, Collection[int]]:
    """{place of an activity: that place and those above it}."""
    return places.lineages({row.place_id for row in rows})


def _counted(
    wanted: Selection, as_of: date, switches: Switches, rows: Sequence[Any]
) -> tuple[population.HeldActivities, Sums]:
    held = population.held(wanted, as_of, rows=rows)
    signed = signed_for(wanted, held, as_of, switches.how)
    return held, sums_of(held, switches=switches, signed=signed)


def _figures(
    held: population.HeldActivities,
    sums: Sums,
    lineages: Mapping[int, Collection[int]],
    *,
    user: Actor,
    as_of: date,
    ids: Collection[int] = (),
) -> list[PlaceFigures]:
    """All places in the order of the tree, or those of `ids`, of which whoever asks counts the routes."""
    asked = places.visible_to(user, archived=None if ids else False).options(selectinload(Place.names))
    if ids:
        asked = asked.where(Place.id.in_(ids))
    found = db.session.scalars(asked.order_by(Place.country, Place.tree_key, Place.id)).all()
    known = {place.id: place for place in found}
    missing = {place.parent_id for place in found if place.parent_id and place.parent_id not in known}
    above = known | places.by_ids(missing)
    tiers = places.tiers_of(known, as_of)
    done: defaultdict[int, list[int]] = defaultdict(list)
    for id in held.counted:
        for above_id in lineages[held.also[id]]:
            done[above_id].append(id)
    tallies = rivals.by_place(as_of, user=user)
    routes = {} if ids else partners.reaching_places(as_of, user=user)
    return [
        PlaceFigures(
            place, above.get(place.parent_id or 0), place.tree_key.count("/"), tiers.get(place.id, ""),
            sums.row(done[place.id]), tallies.get(place.id, RivalTally()), routes.get(place.id, 0),
        )
        for place in found
    ]  # fmt: skip


def compared(
    wanted: Selection, place_ids: Sequence[int], *, user: Actor, as_of: date, language: str, switches: Switches = USUAL,
    most: int = MOST_NAMED,
) -> list[ComparedPlace]:  # fmt: skip
    """What is known of some places, in the order in which they are named, with at most so many rivals, signs and
    routes of each. NotVisible where one is none. The activities of all of them are counted at once."""
    rows = population.held_rows(wanted, also=Activity.place_id)
    lineages = _lineages(rows)
    there = [row for row in rows if not set(place_ids).isdisjoint(lineages[row.place_id])]
    held, sums = _counted(wanted, as_of, switches, there)
    every = _figures(held, sums, lineages, user=user, as_of=as_of, ids=place_ids)
    known = {figures.place.id: figures for figures in every}
    if not known.keys() >= set(place_ids):
        raise NotVisible
    running = Counter(above for id in held.running for above in lineages[held.also[id]])
    return [_compared(known[id], running[id], user=user, as_of=as_of, language=language, most=most) for id in place_ids]


def _compared(
    figures: PlaceFigures, running: int, *, user: Actor, as_of: date, language: str, most: int
) -> ComparedPlace:
    id = figures.place.id
    routes = partners.routes(partners.Filter(place=id, counts=True, on=as_of), user=user, size=most)
    return ComparedPlace(
        replace(figures, routes=routes.total),
        routes.rows,
        rivals.rivals_at(id, user=user, language=language, limit=most),
        rivals.signals_at(id, user=user, limit=most),
        rivals.quarters(id, as_of, user=user),
        counterparts.of_place(id, user=user, language=language),
        negotiations.number_lost_at(id, user=user),
        running,
    )


def texts_of(sides: Sequence[ComparedPlace]) -> set[str]:
    """What somebody wrote about rivals and demand: who reads another language reads it there where it is known."""
    told = {text for side in sides for row in side.demand for text in (row.statement, row.source)}
    return told | {title for side in sides for rival in side.rivals if (title := rival.activity.title)}


def narrowed_to_activities(wanted: Selection) -> Selection:
    """The conditions that are about activities: the others say nothing of a place."""
    return replace(wanted, tier="", partner="", category="", maker_id=None)
