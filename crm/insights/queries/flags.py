"""Tier and partner flag as of many days at once: what `places.tier_on` and `partners.has_routes` say for one.

A cohort asks for hundreds of (place, day) and (organisation, day, category); one query answers them all.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from crm.contacts.models import Organisation
from crm.core import reading
from crm.core.database import db
from crm.partners.models import RouteEvidence, RouteRest, SalesRoute
from crm.partners.queries import ever_active, reaches_barred, reaches_elsewhere
from crm.partners.rules import grades_from
from crm.places.models import Place, PlaceTier

#: What a row of `flags` tells of.
_PLACE, _ROUTE, _REST = "place", "route", "rest"


@dataclass(frozen=True, slots=True)
class _Tier:
    distance: int
    valid_from: date
    tier: str


@dataclass(frozen=True, slots=True)
class _Window:
    """When a route counted: proven since, within its validity; an empty category carries all."""

    category: str
    proven_on: date
    valid_from: date | None
    valid_to: date | None
    rests: Sequence[tuple[date, date | None]]  #: (since when it was not used, when it was used again)

    def holds(self, on: date, category: str) -> bool:
        """INV-P1 for this route on a day."""
        return (
            self.proven_on <= on
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
            and (not category or self.category in ("", category))
            and not any(since <= on and (again is None or on < again) for since, again in self.rests)
        )


@dataclass(frozen=True)
class Flags:
    """The answers for the places and organisations that were asked for."""

    _tiers: dict[int, list[_Tier]]
    _windows: dict[int, list[_Window]]
    _unplaced: frozenset[int]  #: organisations of which nobody told where they are

    def tier(self, place_id: int, on: date) -> str:
        """`major`, `regional` or "": the place's own tier on a day, else that of the nearest place above."""
        known = [row for row in self._tiers.get(place_id, ()) if row.valid_from <= on]
        best = min(known, key=lambda row: (row.distance, -row.valid_from.toordinal()), default=None)
        return best.tier if best is not None else ""

    def has_routes(self, organisation_id: int | None, on: date, category: str) -> bool | None:
        """Whether an organisation had sales routes on a day. None: unknown, as of one that nobody identified."""
        if organisation_id is None:
            return None
        held = any(window.holds(on, category) for window in self._windows.get(organisation_id, ()))
        return True if held else None if organisation_id in self._unplaced else False


def flags(place_ids: Collection[int], organisation_ids: Collection[int]) -> Flags:
    """Everything about the tiers and routes of these places and organisations, in one query."""
    nobody = select(literal(""), Organisation.id, literal(0), literal(""), *_no_days(3))
    unplaced = nobody.where(Organisation.place_id.is_(None), reading.of_ids(Organisation.id, "firms"))
    found: dict[int, list[_Tier]] = {}
    windows: dict[int, list[_Window]] = {}
    unknown: set[int] = set()
    rests: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    asked = {"firms": sorted(organisation_ids), "places": sorted(place_ids)}
    rows = db.session.execute(union_all(_windows(), _rests(), _tiers(), unplaced), asked)
    for kind, id, number, code, since, until, proven_on in rows:
        if kind == _ROUTE:
            windows.setdefault(id, []).append(_Window(code, proven_on, since, until, rests[number]))
        elif kind == _REST:
            rests[number].append((since, until))
        elif kind == _PLACE:
            found.setdefault(id, []).append(_Tier(number, since, code))
        else:
            unknown.add(id)
    return Flags(found, windows, frozenset(unknown))


def tiers(place_ids: Collection[int]) -> Flags:
    """The same of places alone, in one query."""
    found: dict[int, list[_Tier]] = {}
    for _kind, place_id, distance, tier, since, *_rest in db.session.execute(_tiers(), {"places": sorted(place_ids)}):
        found.setdefault(place_id, []).append(_Tier(distance, since, tier))
    return Flags(found, {}, frozenset())


def _no_days(number: int) -> list[Any]:
    return [cast(null(), Date)] * number


def _tiers() -> Select[Any]:
    """(_PLACE, place, how far above it, tier, since when, –, –)."""
    climb = (
        select(
            Place.id.label("place_id"), Place.id.label("at_id"), Place.parent_id.label("next_id"), literal(0).label("n")
        )
        .where(reading.of_ids(Place.id, "places"))
        .cte(recursive=True)
    )
    above = aliased(Place)
    climb = climb.union_all(
        select(climb.c.place_id, above.id, above.parent_id, climb.c.n + 1).where(above.id == climb.c.next_id)
    )
    columns = (literal(_PLACE), climb.c.place_id, climb.c.n, PlaceTier.tier, PlaceTier.valid_from, *_no_days(2))
    return select(*columns).join(PlaceTier, PlaceTier.place_id == climb.c.at_id)


def _windows() -> Select[*tuple[Any, ...]]:
    """(_ROUTE, organisation, route, category, valid from, valid to, proven on); also of the archive: to put a route
    away changes nothing of it."""
    columns = (
        SalesRoute.organisation_id,
        SalesRoute.category,
        SalesRoute.valid_from,
        SalesRoute.valid_to,
    )
    return (
        select(
            literal(_ROUTE), SalesRoute.organisation_id, SalesRoute.id, SalesRoute.category, SalesRoute.valid_from,
            SalesRoute.valid_to, func.min(RouteEvidence.on),
        )
        .join(Organisation, Organisation.id == SalesRoute.organisation_id)
        .join(RouteEvidence, RouteEvidence.route_id == SalesRoute.id)
        .where(
            ever_active(),
            reading.of_ids(SalesRoute.organisation_id, "firms"),
            RouteEvidence.grade.in_(grades_from()),
            reaches_elsewhere(),
            ~reaches_barred(),
        )
        .group_by(SalesRoute.id, *columns)
    )  # fmt: skip


def _rests() -> Select[*tuple[Any, ...]]:
    """(_REST, organisation, route, –, since when it was not used, when it was used again, –)."""
    told = literal(""), RouteRest.since, RouteRest.used_again_on, *_no_days(1)
    found = select(literal(_REST), SalesRoute.organisation_id, SalesRoute.id, *told)
    return found.join(SalesRoute, SalesRoute.id == RouteRest.route_id).where(
        reading.of_ids(SalesRoute.organisation_id, "firms")
    )
