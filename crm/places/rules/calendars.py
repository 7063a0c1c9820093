"""Holidays from elsewhere: what two libraries know of a year, and what a calendar file (ICS) announces.

`holidays` has the statutory days of Japan, Korea and China, `chinesecalendar` the days the State Council moves: bridge
days and the weekends that are worked for them. Both are slow to import, and few processes ever need them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import Any, Final
from unicodedata import category

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.core.working import SATURDAY
from crm.places.rules.tables import HOLIDAY_NAMES

#: Countries a library knows, and the language of the names it gives.
LIBRARY_COUNTRIES: Final = {"JP": "ja", "KR": "ko", "CN": "zh_CN"}
_TAGS = {"zh_CN": "zh-Hans"}
FIRST_YEAR, LAST_YEAR = 2010, 2099
YANBIAN = "222400"

#: Every year on the same day: (country, month, day, name, kind, code of the region or "").
_FIXED: Final = (
    ("CN", 9, 3, "Founding day of Yanbian prefecture", "public", YANBIAN),
    ("CN", 9, 18, "Memorial day of the Mukden incident", "memorial", ""),
    ("CN", 12, 13, "National memorial day for Nanjing", "memorial", ""),
)
#: What the libraries call otherwise than our own table, which is translated into every language.
_SAME: Final = {
    "Anti-Fascist 70th Day": "Temporary holiday",
    "Chinese New Year (Spring Festival)": "Spring Festival",
    "Chinese New Year's Eve": "Spring Festival",
    "Labor Day": "Labour Day",
    "Labor Thanksgiving Day": "Labour Thanksgiving Day",
    "Local Election Day": "Election day",
    "Mid-autumn Festival": "Mid-Autumn Festival",
    "National Holiday": "Holiday between two holidays",
    "Presidential Election Day": "Election day",
    "Substitute Holiday": "Substitute holiday",
    "Temporary Public Holiday": "Temporary holiday",
    "The day preceding Chuseok": "Chuseok holiday",
    "The day preceding Korean New Year": "Korean New Year holiday",
    "The second day of Chuseok": "Chuseok holiday",
    "The second day of Korean New Year": "Korean New Year holiday",
    "Tomb-sweeping Day": "Tomb-Sweeping Day",
}
#: Two days of two countries that a library calls the same.
_OF_COUNTRY: Final = {("JP", "Constitution Day"): "Constitution Memorial Day"}
_SUBSTITUTE = "Alternative holiday for "

LARGEST_CALENDAR: Final = 256 * 1024
MOST_EVENTS: Final = 1000
LONGEST_EVENT: Final = timedelta(days=31)
LONGEST_DAY_NAME: Final = 120
#: 补班, 上班, 調休出勤 …: what a calendar calls a weekend that is worked.
_WORKED: Final = ("班", "补工", "調休出勤", "workday", "working day", "대체근무")


@dataclass(frozen=True)
class DaySpec:
    """One day of a holiday table as a source gives it. `region` is the code of the place it holds in, "" for all."""

    country: str
    day: date
    name: str
    kind: str
    region: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  #: {language tag: name} where our own table has none


@dataclass(frozen=True)
class LibraryYear:
    """What the libraries say about a year of a country, and which one said it."""

    days: list[DaySpec]
    source: str
    #: Whether China's moved days are in it: its State Council announces them each autumn for the next year.
    with_moved_days: bool


def library_year(country: str, year: int) -> LibraryYear:
    """The holidays of a country in a year, by day. Refused for a country or year no library knows."""
    if country not in LIBRARY_COUNTRIES:
        raise Refused(Text("The built-in calendars do not cover this country."), "countries")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(Text("Enter a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR), "year")
    fixed = [DaySpec(c, date(year, m, d), name, kind, region) for c, m, d, name, kind, region in _FIXED if c == country]
    moved = _chinese(year) if country == "CN" else None
    if moved is not None:
        return LibraryYear(_sorted([*moved, *fixed]), f"chinesecalendar {version('chinesecalendar')}", True)
    return LibraryYear(
        _sorted([*_statutory(country, year), *fixed]), f"holidays {version('holidays')}", country != "CN"
    )


# Kept: 11 ms a year of the library, which a year of the past does not change.
@cache
def library_days(country: str, year: int) -> tuple[DaySpec, ...]:
    """The same days, kept: a year of the past does not change."""
    return tuple(library_year(country, year).days)


def _sorted(days: Iterable[DaySpec]) -> list[DaySpec]:
    return sorted(days, key=lambda spec: (spec.day, spec.region))


def _chinese(year: int) -> list[DaySpec] | None:
    """China with bridge days and worked weekends; None while the year is not announced."""
    import chinese_calendar  # 0.1 s, and only for this

    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    try:
        found = [(day, *chinese_calendar.get_holiday_detail(day)) for day in days]
    except NotImplementedError:
        return None
    named = [(day, is_off, _SAME.get(name, name)) for day, is_off, name in found if name]
    return [DaySpec("CN", day, name, "public" if is_off else "makeup_workday") for day, is_off, name in named]


def _statutory(country: str, year: int) -> list[DaySpec]:
    """The days the law names. China's observed days are left out: the library guesses them, the council decides."""
    import holidays  # 0.2 s, and only for this

    local = LIBRARY_COUNTRIES[country]
    own: Any = holidays.country_holidays(country, years=year, language=local)
    english: Any = holidays.country_holidays(country, years=year, language="en_US")
    found = []
    for day, names in english.items():
        first = names.split("; ")[0]
        if country == "CN" and "(observed)" in first:
            continue
        name = "Substitute holiday" if first.startswith(_SUBSTITUTE) else _SAME.get(first, first)
        name = _OF_COUNTRY.get((country, name), name)
        given = {} if name in HOLIDAY_NAMES else {_TAGS.get(local, local): own[day].split("; ")[0], "en": name}
        found.append(DaySpec(country, day, name, "public", "", given))
    return found


# ------------------------------------------------------------------ a calendar file


@dataclass(frozen=True)
class Unread:
    """An entry of a calendar file that is no day of a holiday table, and why."""

    name: str
    reason: Text


@dataclass(frozen=True)
class CalendarFile:
    """What an ICS file says: the days by date, and the entries that cannot be read as days."""

    days: list[DaySpec]
    unread: list[Unread]


def calendar_file(content: bytes, *, country: str) -> CalendarFile:
    """The whole-day events of an ICS file as days of one country; worked weekends are told by their name.

    Every day of an event counts; DTEND is the first day after it. Unread is an event that repeats by a rule (a holiday
    table names its days), is longer than a month, or names a day that another event names otherwise. The whole file
    is refused when it is no calendar, is too large, or has no entries.
    """
    days: dict[date, DaySpec] = {}
    unread: list[Unread] = []
    for event in _events(content):
        name = _clean(str(event.get("SUMMARY", "")))
        try:
            found = _days_of(event, name)
        except Refused as refusal:
            unread.append(Unread(name or "?", refusal.text))
            continue
        for day in found:
            worked = any(word in name.casefold() for word in _WORKED) and day.weekday() >= SATURDAY
            first = days.setdefault(day, DaySpec(country, day, name, "makeup_workday" if worked else "public"))
            if first.name != name:
                unread.append(Unread(name, _named_twice(first)))
    if not days and not unread:
        raise Refused(Text("This calendar has no days in it."), "file")
    return CalendarFile(_sorted(days.values()), unread)


def _named_twice(first: DaySpec) -> Text:
    return Text("%(day)s is already in the file, as “%(name)s”.", day=first.day, name=first.name)


def _events(content: bytes) -> list[Any]:
    from icalendar import Calendar  # 0.1 s, and only for this

    if len(content) > LARGEST_CALENDAR:
        raise Refused(Text("The file is larger than %(size)s kB.", size=LARGEST_CALENDAR // 1024), "file")
    if content.upper().count(b"BEGIN:") > MOST_EVENTS:
        raise Refused(Text("A calendar of holidays can have at most %(number)s entries.", number=MOST_EVENTS), "file")
    try:
        calendar = Calendar.from_ical(content.decode("utf-8-sig"))
        return [event for event in calendar.walk("VEVENT") if str(event.get("STATUS", "")).upper() != "CANCELLED"]
    except Exception:  # whatever a hostile file makes the parser raise, it is no calendar
        raise Refused(Text("This file is not a calendar (ICS) in UTF-8."), "file") from None


def _days_of(event: Any, name: str) -> list[date]:
    """The days of an event, the first to the last."""
    if "RRULE" in event or "RDATE" in event:
        raise Refused(Text("“%(name)s” is a recurring entry. Export each day separately.", name=name or "?"))
    first = _day(event, "DTSTART")
    if first is None or not name:
        raise Refused(Text("Every entry of the calendar needs a day and a name."))
    after = _day(event, "DTEND") or first + timedelta(days=1)
    length = max(after - first, timedelta(days=1))
    if length > LONGEST_EVENT:
        raise Refused(Text("“%(name)s” is longer than a month.", name=name))
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise Refused(Text("“%(name)s” is in the year %(year)s.", name=name, year=first.year))
    return [first + timedelta(days=n) for n in range(length.days)]


def _day(event: Any, key: str) -> date | None:
    try:
        value = getattr(event.get(key), "dt", None)
    except ValueError:  # the parser keeps what it cannot read, and says so when it is asked
        return None
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _clean(name: str) -> str:
    """On one line, without control and direction characters, as long as the table takes."""
    return " ".join("".join(c if category(c)[0] != "C" else " " for c in name).split())[:LONGEST_DAY_NAME].strip()
