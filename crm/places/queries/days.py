"""Reading the table of holidays, make-up working days and memorial days."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Date, String, bindparam, func, select
from sqlalchemy.orm import joinedload

from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.records import only
from crm.core.texts import Text, Worded
from crm.places.models import CalendarImport, Holiday, Place

_NAMED_DAY = (joinedload(Holiday.names), joinedload(Holiday.place).joinedload(Place.names))


def holidays(countries: Iterable[str], start: date, end: date) -> Sequence[Holiday]:
    """The holidays, make-up working days and memorial days of the countries, both ends included, by day.

    Days of the whole country stand before those of a region. Names and region loaded.
    """
    asked = {"countries": list(countries), "start": start, "end": end}
    return db.session.scalars(_HOLIDAYS, asked).unique().all()


_HOLIDAYS: Final = (
    select(Holiday)
    .where(
        Holiday.country.in_(bindparam("countries", type_=String, expanding=True)),
        Holiday.day.between(bindparam("start", type_=Date), bindparam("end", type_=Date)),
    )
    .order_by(Holiday.day, Holiday.country, Holiday.place_id.is_not(None), Holiday.id)
    .options(*_NAMED_DAY)
)


def holiday(id: int) -> Holiday:
    """One entry of the holiday table, names and region loaded; NotVisible when there is none."""
    return only(select(Holiday), id, *_NAMED_DAY)


def holiday_name(holiday: Holiday) -> Text:
    """What the day is called, in every language there is."""
    return Worded(holiday.name, {row.language: row.text for row in holiday.names})


def holiday_years() -> list[int]:
    """The years the holiday table reaches over, latest first; empty when it is empty."""
    first = db.session.scalar(select(func.min(Holiday.day)))
    last = db.session.scalar(select(func.max(Holiday.day)))
    return [] if first is None or last is None else list(range(last.year, first.year - 1, -1))


def without_moved_days(years: Iterable[int]) -> list[int]:
    """The years for which China's moved days are not in the table yet: no weekend of theirs is worked."""
    worked = select(Holiday.day).where(Holiday.country == "CN", Holiday.kind == "makeup_workday")
    known = {day.year for day in db.session.scalars(worked)}
    return sorted(set(years) - known)


def calendar_import(id: int) -> CalendarImport:
    """One calendar file that was sent in; NotVisible when there is none, or it is past its time."""
    return or_not_visible(db.session.get(CalendarImport, id))


def calendar_imports(limit: int = 10) -> Sequence[CalendarImport]:
    """The calendar files that were taken over, and perhaps back again, latest first."""
    statement = select(CalendarImport).where(CalendarImport.state != "read").order_by(CalendarImport.id.desc())
    return db.session.scalars(statement.limit(limit)).all()
