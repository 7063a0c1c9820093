"""What is done to places: loaded from our own data, given a tier; holidays and exchange rates kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries, rules
from crm.places.models import FxRate, Holiday, HolidayName, Place, PlaceName, PlaceTier
from crm.places.rules import DaySpec

LONGEST_SOURCE = 150
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


@dataclass(frozen=True)
class HolidayPlan:
    """An entry of the holiday table as the office writes it; `names` are {language: text} beside the working name."""

    country: str
    day: date
    name: str
    kind: str = "public"
    place_id: int | None = None
    source: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def load_holidays(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Add the holidays of days that have none (`queries.own_data("holidays")`); other entries stand.

    Days of a region that is not loaded are left out.
    """
    days = [
        DaySpec(row["country"], date.fromisoformat(row["day"]), row["name"], row["kind"], row.get("region", ""))
        for row in rows
    ]
    return _keep(days, "library", "holidays, chinesecalendar", rules.HOLIDAY_ADDED, by, only_new=True)


def fetch_holidays(countries: Iterable[str], year: int, *, by: Actor | None) -> Loaded:
    """Bring a year to what the libraries know of it. What the office or a calendar entered stands.

    Refused for a country or a year that no library knows.
    """
    created = changed = 0
    for country in countries:
        found = rules.library_year(country, year)
        kept = _keep(found.days, "library", found.source, rules.HOLIDAYS_FETCHED, by)
        created, changed = created + kept.created, changed + kept.changed
    return Loaded(created, changed)


def import_holidays(content: bytes, *, country: str, source: str, by: Actor | None) -> Loaded:
    """Take the days of a calendar file (ICS) over, in place of what a library said. What the office entered stands.

    Refused, whole, when the file is not a plain calendar of days (`rules.calendar_days`).
    """
    if country not in rules.COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    days = rules.calendar_days(content, country=country)
    return _keep(days, "calendar", source, rules.HOLIDAYS_IMPORTED, by)


def _keep(
    days: Iterable[DaySpec], origin: str, source: str, verb: Verb, by: Actor | None, *, only_new: bool = False
) -> Loaded:
    """Write days into the table where nothing of a higher origin stands."""
    wanted = list(days)
    ranks = list(rules.DAY_ORIGINS)
    regions = _regions(wanted)
    countries = {spec.country for spec in wanted}
    standing = select(Holiday).where(Holiday.country.in_(countries)).options(selectinload(Holiday.names))
    known = {(row.country, row.day, row.place_id): row for row in db.session.scalars(standing)}
    created = changed = 0
    with action(verb, by=by):
        for spec in wanted:
            if spec.region and spec.region not in regions:
                continue
            place_id = regions.get(spec.region)
            row = known.get((spec.country, spec.day, place_id))
            if row is None:
                row = Holiday(country=spec.country, day=spec.day, place_id=place_id, names=[])
                db.session.add(row)
                created += 1
            elif only_new or ranks.index(row.origin) > ranks.index(origin) or row.origin == origin and _says(row, spec):
                continue
            else:
                changed += 1
            row.name, row.kind, row.origin, row.source = spec.name, spec.kind, origin, source[:LONGEST_SOURCE]
            row.as_of = clock.today(queries.HOME_ZONE)
            _name(row, spec.names)
    return Loaded(created, changed)


def _says(row: Holiday, spec: DaySpec) -> bool:
    return (row.name, row.kind, {n.language: n.text for n in row.names}) == (spec.name, spec.kind, dict(spec.names))


def _regions(days: Iterable[DaySpec]) -> dict[str, int]:
    codes = {spec.region for spec in days if spec.region}
    found = db.session.scalars(select(Place).where(Place.code.in_(codes)))
    return {place.code: place.id for place in found if place.code}


def _name(row: Holiday, names: Mapping[str, str]) -> None:
    """Give a holiday its names by language; rows of a language that stays are kept."""
    kept = {name.language: name for name in row.names}
    row.names = [kept.get(language) or HolidayName(language=language) for language, text in names.items() if text]
    for name in row.names:
        name.text = names[name.language]


def add_holiday(wanted: HolidayPlan, *, by: Actor | None) -> Holiday:
    """A holiday, a make-up working day (at a weekend) or a memorial day. One entry a country or region and day."""
    _check_holiday(wanted, None)
    row = Holiday(names=[])
    with action(rules.HOLIDAY_ADDED, by=by):
        _write_holiday(row, wanted)
        db.session.add(row)
    return row


def change_holiday(row: Holiday, wanted: HolidayPlan, *, by: Actor | None) -> None:
    """Correct an entry (names loaded); from then on it is the office's, and no library or file changes it again."""
    _check_holiday(wanted, row)
    with action(rules.HOLIDAY_CHANGED, by=by):
        _write_holiday(row, wanted)


def _write_holiday(row: Holiday, wanted: HolidayPlan) -> None:
    row.country, row.day, row.name, row.kind = wanted.country, wanted.day, wanted.name, wanted.kind
    row.place_id, row.origin, row.source = wanted.place_id, "office", wanted.source
    row.as_of = clock.today(queries.HOME_ZONE)
    _name(row, wanted.names)


def _check_holiday(wanted: HolidayPlan, row: Holiday | None) -> None:
    if wanted.country not in rules.COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    if wanted.kind not in rules.DAY_KINDS:
        raise Refused(Text("Choose one."), "kind")
    _check_day(wanted.day, "day")
    if wanted.kind == "makeup_workday" and wanted.day.weekday() < rules.SATURDAY:
        raise Refused(Text("A make-up working day is a Saturday or a Sunday."), "day")
    if wanted.place_id is not None and queries.country_of(wanted.place_id) != wanted.country:
        raise Refused(Text("This place lies in another country."), "place_id")
    same = select(Holiday.id).where(
        Holiday.country == wanted.country, Holiday.day == wanted.day, Holiday.place_id == wanted.place_id
    )
    if db.session.scalar(same.where(Holiday.id != (row.id if row is not None else 0))):
        raise Refused(Text("This day is already in the table of this country."), "day")


def remove_holiday(holiday: Holiday, *, by: Actor | None) -> None:
    """Take a wrong entry out of the table; the log keeps it. Needs its names loaded."""
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
    for side, currency in (("base", base), ("quote", quote)):
        if currency not in CURRENCIES:
            raise Refused(Text("The currency %(code)s is not known here.", code=currency), side)
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
