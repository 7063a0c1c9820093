"""Whose working days: ours by our office's days and our country's holidays, theirs by the calendar of their place."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from babel.core import Locale, UnknownLocaleError, get_global
from sqlalchemy import select

from crm.core import here
from crm.core.database import db
from crm.core.working import SATURDAY, WorkingDays
from crm.places import rules
from crm.places.models import Holiday, OfficeDays
from crm.places.queries.places import ancestors, by_ids


class _Day(NamedTuple):
    day: date
    kind: str
    place_id: int | None


def office_country() -> str:
    """The country of our own office: the one whose clock it keeps."""
    country: str = get_global("zone_territories").get(here.zone(), "")
    return country if country in rules.COUNTRIES else "JP"


def office_days() -> OfficeDays:
    """On which days our office works; those usual in its country, not stored, before anybody has told."""
    usual = OfficeDays(
        id=1, weekdays=list(rules.USUAL_WEEKDAYS), closed=list(rules.USUAL_CLOSED.get(office_country(), ())), version=0
    )
    return db.session.get(OfficeDays, 1) or usual


def our_days(first: date, last: date) -> WorkingDays:
    """Our own working days between two days: for what we do."""
    kept, country = office_days(), office_country()
    yearly, once = rules.split_closed(kept.closed)
    days = [row for row in _special(country, first, last) if row.place_id is None]
    return WorkingDays(
        frozenset(day - 1 for day in kept.weekdays), yearly, once | _of(days, "public"), _of(days, "makeup_workday")
    )


def their_days(country: str, place_id: int | None, first: date, last: date) -> WorkingDays:
    """Working days of somebody else between two days, by the calendar of their country and place: for replies.

    They rest at the weekend, and on the days of every year, that are usual in their country.
    """
    place = by_ids([place_id]).get(place_id) if place_id is not None else None
    around = {None} if place is None else {None, place.id, *(above.id for above in ancestors(place))}
    days = [row for row in _special(country, first, last) if row.place_id in around]
    yearly, once = rules.split_closed(rules.USUAL_CLOSED.get(country, ()))
    return WorkingDays(
        frozenset(range(7)) - _weekend(country), yearly, once | _of(days, "public"), _of(days, "makeup_workday")
    )


def _weekend(country: str) -> set[int]:
    """The weekdays on which offices of a country rest, 0 is Monday; those of most where a library does not know."""
    try:
        locale = Locale.parse(f"und_{country}")
    except UnknownLocaleError:
        return {SATURDAY, SATURDAY + 1}
    return set(range(locale.weekend_start, locale.weekend_end + 1))


def _of(days: Iterable[_Day], kind: str) -> frozenset[date]:
    return frozenset(row.day for row in days if row.kind == kind)


def _special(country: str, first: date, last: date) -> list[_Day]:
    """The table of holidays; for a year of which it holds nothing, what a library knows."""
    columns = select(Holiday.day, Holiday.kind, Holiday.place_id).where(Holiday.country == country)
    begin, end = date(first.year, 1, 1), date(last.year, 12, 31)
    found = [_Day(*row) for row in db.session.execute(columns.where(Holiday.day.between(begin, end)))]
    known = {row.day.year for row in found if row.kind == "public"}
    for year in set(range(first.year, last.year + 1)) - known:
        if country in rules.LIBRARY_COUNTRIES and rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
            found += [_Day(spec.day, spec.kind, None) for spec in rules.library_days(country, year) if not spec.region]
    return found
