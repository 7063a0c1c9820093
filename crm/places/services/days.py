"""The table of holidays: loaded, fetched from the libraries, kept by the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.core.working import SATURDAY
from crm.places import queries, rules
from crm.places.models import Holiday, HolidayName, Place
from crm.places.rules import DaySpec
from crm.places.services.checks import LONGEST_SOURCE, Loaded, check_day


@dataclass(frozen=True)
class HolidayInput:
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
    lines = [line for line in compared(days, "library") if line.row is None]
    return _keep(lines, "library", "holidays, chinesecalendar", rules.HOLIDAY_ADDED, by)


def fetch_holidays(countries: Iterable[str], year: int, *, by: Actor | None) -> Loaded:
    """Bring a year to what the libraries know of it. What the office or a calendar entered stands.

    Refused for a country or a year that no library knows.
    """
    created = changed = 0
    for country in countries:
        found = rules.library_year(country, year)
        kept = _keep(compared(found.days, "library"), "library", found.source, rules.HOLIDAYS_FETCHED, by)
        created, changed = created + kept.created, changed + kept.changed
    return Loaded(created, changed)


@dataclass(frozen=True)
class DayLine:
    """A day of a source beside what the table says about it: `verdict` is new, changed, same or kept."""

    spec: DaySpec
    place_id: int | None
    row: Holiday | None
    verdict: str


def compared(days: Iterable[DaySpec], origin: str) -> list[DayLine]:
    """What taking these days over would do, in their order. Entries of a higher origin are kept as they are.

    Days of a region that is not loaded are left out.
    """
    wanted = list(days)
    regions = _regions(wanted)
    standing = select(Holiday).where(Holiday.country.in_({spec.country for spec in wanted}))
    loaded = standing.options(selectinload(Holiday.names))
    known = {(row.country, row.day, row.place_id): row for row in db.session.scalars(loaded)}
    lines = []
    for spec in wanted:
        if not spec.region or spec.region in regions:
            place_id = regions.get(spec.region)
            row = known.get((spec.country, spec.day, place_id))
            lines.append(DayLine(spec, place_id, row, _verdict(row, spec, origin)))
    return lines


def _verdict(row: Holiday | None, spec: DaySpec, origin: str) -> str:
    ranks = list(rules.DAY_ORIGINS)
    if row is None:
        return "new"
    if ranks.index(row.origin) > ranks.index(origin):
        return "kept"
    return "same" if row.origin == origin and _says(row, spec) else "changed"


def _keep(lines: Iterable[DayLine], origin: str, source: str, verb: Verb, by: Actor | None) -> Loaded:
    """Write what is new or changed into the table; `by` did it."""
    written = [line for line in lines if line.verdict in ("new", "changed")]
    with action(verb, by=by):
        for line in written:
            write_day(line, origin, source)
    created = sum(line.row is None for line in written)
    return Loaded(created, len(written) - created)


def write_day(line: DayLine, origin: str, source: str) -> Holiday:
    """The row of a day as its source says it; made when the table had none."""
    spec, row = line.spec, line.row
    if row is None:
        row = Holiday(country=spec.country, day=spec.day, place_id=line.place_id, names=[])
        db.session.add(row)
    row.name, row.kind, row.origin, row.source = spec.name, spec.kind, origin, source[:LONGEST_SOURCE]
    row.as_of = here.today()
    name_day(row, spec.names)
    return row


def _says(row: Holiday, spec: DaySpec) -> bool:
    return (row.name, row.kind, {n.language: n.text for n in row.names}) == (spec.name, spec.kind, dict(spec.names))


def _regions(days: Iterable[DaySpec]) -> dict[str, int]:
    codes = {spec.region for spec in days if spec.region}
    found = db.session.scalars(select(Place).where(Place.code.in_(codes)))
    return {place.code: place.id for place in found if place.code}


def name_day(row: Holiday, names: Mapping[str, str]) -> None:
    """Give a holiday its names by language; rows of a language that stays are kept."""
    kept = {name.language: name for name in row.names}
    row.names = [kept.get(language) or HolidayName(language=language) for language, text in names.items() if text]
    for name in row.names:
        name.text = names[name.language]


def add_holiday(wanted: HolidayInput, *, by: Actor | None) -> Holiday:
    """A holiday, a make-up working day (at a weekend) or a memorial day. One entry a country or region and day."""
    _check_holiday(wanted, None)
    row = Holiday(names=[])
    with action(rules.HOLIDAY_ADDED, by=by):
        _write_holiday(row, wanted)
        db.session.add(row)
    return row


def change_holiday(row: Holiday, wanted: HolidayInput, *, by: Actor | None) -> None:
    """Correct an entry (names loaded); from then on it is the office's, and no library or file changes it again."""
    _check_holiday(wanted, row)
    with action(rules.HOLIDAY_CHANGED, by=by):
        _write_holiday(row, wanted)


def _write_holiday(row: Holiday, wanted: HolidayInput) -> None:
    row.country, row.day, row.name, row.kind = wanted.country, wanted.day, wanted.name, wanted.kind
    row.place_id, row.origin, row.source = wanted.place_id, "office", wanted.source
    row.as_of = here.today()
    name_day(row, wanted.names)


def _check_holiday(wanted: HolidayInput, row: Holiday | None) -> None:
    if wanted.country not in rules.COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    if wanted.kind not in rules.DAY_KINDS:
        raise Refused(Text("Choose one."), "kind")
    check_day(wanted.day, "day")
    if wanted.kind == "makeup_workday" and wanted.day.weekday() < SATURDAY:
        raise Refused(Text("A make-up working day must be a Saturday or a Sunday."), "day")
    if wanted.place_id is not None and queries.country_of(wanted.place_id) != wanted.country:
        raise Refused(Text("This place is in another country."), "place_id")
    same = select(Holiday.id).where(
        Holiday.country == wanted.country, Holiday.day == wanted.day, Holiday.place_id == wanted.place_id
    )
    if db.session.scalar(same.where(Holiday.id != (row.id if row is not None else 0))):
        raise Refused(Text("This day is already in the table of this country."), "day")


def remove_holiday(holiday: Holiday, *, by: Actor | None) -> None:
    """Take a wrong entry out of the table; the log keeps it. Needs its names loaded."""
    with action(rules.HOLIDAY_REMOVED, by=by):
        db.session.delete(holiday)
