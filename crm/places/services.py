"""What is done to places: loaded from our own data, given a tier; holidays and exchange rates kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import rules
from crm.places.models import FxRate, Holiday, Place, PlaceName, PlaceTier

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Loaded:
    """How many records a load made, and how many it changed."""

    created: int
    changed: int


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
    _check_day(valid_from, "valid_from")
    if any(known.valid_from == valid_from for known in place.tiers):
        raise Refused(Text("There is already a tier from this day on."), "valid_from")
    row = PlaceTier(tier=tier, valid_from=valid_from, basis=basis)
    with action(rules.TIER_ADDED, by=by):
        place.tiers.append(row)
        touch(place)
    return row


def load_holidays(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Add the holidays of days that have none (`queries.own_data("holidays")`); other entries stand."""
    known = {(c, d) for c, d in db.session.execute(select(Holiday.country, Holiday.day))}
    fresh = [row for row in rows if (row["country"], date.fromisoformat(row["day"])) not in known]
    with action(rules.HOLIDAY_ADDED, by=by):
        for row in fresh:
            day = date.fromisoformat(row["day"])
            db.session.add(Holiday(country=row["country"], day=day, name=row["name"], kind=row["kind"]))
    return Loaded(len(fresh), 0)


def add_holiday(*, country: str, day: date, name: str, kind: str, by: Actor | None) -> Holiday:
    """A holiday, a make-up working day (at a weekend) or a memorial day. One entry a country and day."""
    if country not in rules.COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    if kind not in rules.DAY_KINDS:
        raise Refused(Text("Choose one."), "kind")
    _check_day(day, "day")
    if kind == "makeup_workday" and day.weekday() < 5:
        raise Refused(Text("A make-up working day is a Saturday or a Sunday."), "day")
    if db.session.scalar(select(Holiday.id).where(Holiday.country == country, Holiday.day == day)):
        raise Refused(Text("This day is already in the table of this country."), "day")
    row = Holiday(country=country, day=day, name=name, kind=kind)
    with action(rules.HOLIDAY_ADDED, by=by):
        db.session.add(row)
    return row


def remove_holiday(holiday: Holiday, *, by: Actor | None) -> None:
    """Take a wrong entry out of the table; the log keeps it."""
    with action(rules.HOLIDAY_REMOVED, by=by):
        db.session.delete(holiday)


def load_rates(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Add the rates (`queries.own_data("rates")`) of days and pairs that have none."""
    known = {(d, b, q) for d, b, q in db.session.execute(select(FxRate.day, FxRate.base, FxRate.quote))}
    fresh = [row for row in rows if (date.fromisoformat(row["day"]), row["base"], row["quote"]) not in known]
    with action(rules.RATE_ADDED, by=by):
        for row in fresh:
            db.session.add(
                FxRate(
                    day=date.fromisoformat(row["day"]),
                    base=row["base"],
                    quote=row["quote"],
                    rate=Decimal(row["rate"]),
                    source=row["source"],
                )
            )
    return Loaded(len(fresh), 0)


def add_rate(*, day: date, base: str, quote: str, rate: Decimal, source: str, by: Actor | None) -> FxRate:
    """What one unit of `base` cost in `quote` on a day."""
    for field, currency in (("base", base), ("quote", quote)):
        if currency not in CURRENCIES:
            raise Refused(Text("The currency %(code)s is not known here.", code=currency), field)
    if base == quote:
        raise Refused(Text("Choose two different currencies."), "quote")
    if not rate.is_finite() or not 0 < rate < Decimal(10) ** 9:
        raise Refused(Text("A rate is above zero."), "rate")
    _check_day(day, "day")
    if db.session.scalar(select(FxRate.id).where(FxRate.day == day, FxRate.base == base, FxRate.quote == quote)):
        raise Refused(Text("There is already a rate of this pair on this day."), "day")
    row = FxRate(day=day, base=base, quote=quote, rate=rate, source=source)
    with action(rules.RATE_ADDED, by=by):
        db.session.add(row)
    return row


def remove_rate(rate: FxRate, *, by: Actor | None) -> None:
    """Take a wrong rate out of the table; the log keeps it."""
    with action(rules.RATE_REMOVED, by=by):
        db.session.delete(rate)


def _check_day(day: date, field: str) -> None:
    if not EARLIEST <= day <= LATEST:
        raise Refused(Text("Write a day between 1900 and 2199."), field)
