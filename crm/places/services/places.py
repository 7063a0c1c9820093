"""What is done to places: loaded from our own data, given a tier."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import rules
from crm.places.models import Place, PlaceName, PlaceTier
from crm.places.services.checks import Loaded, check_day


def load(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Make or complete places from lines of our own data (`queries.own_data("places")`), parents first.

    Matched by code; nothing that the office added is taken away, so loading twice changes nothing.
    ValueError for a line that cannot be read or a parent that is not known.
    """
    specs = [rules.spec(row) for row in rows]
    loading = select(Place).options(selectinload(Place.names), selectinload(Place.tiers))
    known = {place.code: place for place in db.session.scalars(loading) if place.code}
    created = changed = 0
    with action(rules.LOADED, by=by):
        for spec in specs:
            if spec.parent and spec.parent not in known:
                raise ValueError(f"place {spec.code}: its parent {spec.parent} is not known")
            parent = known[spec.parent] if spec.parent else None
            place = known.get(spec.code)
            if place is None:
                known[spec.code] = _created(spec, parent)
                created += 1
            else:
                changed += _completed(place, spec)
    return Loaded(created, changed)


def _created(spec: rules.PlaceSpec, parent: Place | None) -> Place:
    place = Place(
        parent_id=parent.id if parent else None,
        level=spec.level,
        country=spec.country,
        code=spec.code,
        lat=spec.lat,
        lon=spec.lon,
        timezone=spec.timezone,
        population=spec.population,
        population_asof=spec.population_asof,
        note=spec.note,
        names=[],
        tiers=[],
    )
    _completed(place, spec)
    db.session.add(place)
    db.session.flush()
    return place


def _completed(place: Place, spec: rules.PlaceSpec) -> bool:
    """Add the names and the tier that are missing; whether anything was."""
    present = {(name.language, name.kind, name.text) for name in place.names}
    names = [n for n in spec.names if (n.language, n.kind, n.text) not in present]
    place.names += [PlaceName(language=n.language, text=n.text, reading=n.reading, kind=n.kind) for n in names]
    untiered = spec.tier is not None and not place.tiers
    if untiered:
        place.tiers.append(PlaceTier(tier=spec.tier, valid_from=spec.tier_from, basis=spec.tier_basis))
    if names:
        place.search_key = rules.key_of(text for name in place.names for text in (name.text, name.reading))
    return bool(names) or untiered


def add_tier(place: Place, *, tier: str, valid_from: date, basis: str, by: Actor | None) -> PlaceTier:
    """From `valid_from` on the place counts as `tier`. One tier a day; needs `place.tiers` loaded."""
    if tier not in rules.TIERS:
        raise Refused(Text("Choose one."), "tier")
    check_day(valid_from, "valid_from")
    if any(known.valid_from == valid_from for known in place.tiers):
        raise Refused(Text("There is already a tier from this day on."), "valid_from")
    row = PlaceTier(tier=tier, valid_from=valid_from, basis=basis)
    with action(rules.TIER_ADDED, by=by):
        place.tiers.append(row)
        touch(place)
    return row
