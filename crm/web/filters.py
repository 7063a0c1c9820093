"""How dates, times, money and domain texts look in templates."""

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any

from babel import Locale
from flask import Flask
from flask.templating import Environment
from flask_babel import format_decimal, get_locale
from jinja2 import Undefined
from jinja2.utils import missing
from lucide.jinja import lucide
from markupsafe import Markup

from crm.core import clock, here, intervals, scripts
from crm.core.days import headed_date, long_month_day, month_day, plain_date, planned_date, short_date
from crm.core.languages import FALLBACKS, LOCALES
from crm.core.zones import ZONES
from crm.web.days import day, spoken, tongue, written
from crm.web.forms import translate
from crm.web.locale import language, zone
from crm.web.money import booked, currency_name, large, large_text, large_unit, money, money_text, rate_text

#: Stands around what a line must not break, until it is marked up.
_HELD = "\x00"
#: How many days away a clock is, behind it.
_AWAY = re.compile(r" \([+-]\d+\)")
_SPAN = Markup('<span class="num">{}</span>')
_NOTHING = _SPAN[:0]
MONTH_PATTERNS = {"ja": "y年M月", "zh": "y年M月", "ko": "y년 M월", "en": "MMMM y"}


def short_day(value: date | None) -> str:
    """11/24（火）: within a year that the reader knows."""
    return "" if value is None else short_date(spoken(), value)


def plain_day(value: date | None) -> str:
    """2026年11月24日: a day with its year and without its weekday, in texts and in all documents."""
    return "" if value is None else plain_date(spoken(), value)


def paper_day(value: date | None) -> Markup:
    """The same on paper: no column breaks it in two."""
    return unbroken(plain_day(value))


def planned_day(value: date | None) -> Markup:
    """11月24日（火）: a day of a programme on paper, whose year its heading tells."""
    return unbroken("" if value is None else planned_date(spoken(), value))


def headed_day(value: date | None) -> Markup:
    """2026年11月24日（火）: the same with its year, where a programme begins and over each of its days."""
    return unbroken("" if value is None else headed_date(spoken(), value))


def unbroken(text: str) -> Markup:
    """What no column breaks in two."""
    return _SPAN.format(text) if text else _NOTHING


def month(value: date) -> str:
    """2026年12月"""
    return written(value, MONTH_PATTERNS[tongue()], get_locale())


def brief(value: date | None) -> str:
    """11/24（火） in the reader's own year, 2025/11/24 in any other: the narrow column of a list over years."""
    if isinstance(value, datetime):
        value = clock.local(value, zone()).date()
    return "" if value is None else brief_in(spoken(), value, clock.today(zone()))


def brief_in(language: str, value: date, today: date) -> str:
    """The same for a reader of a language, for whom it is `today`."""
    if value.year == today.year:
        return short_date(language, value)
    return written(value, "d MMM y" if language == "en" else "y/M/d", Locale.parse(LOCALES[language]))


def card_day(value: date | None) -> str:
    """11/24 in the reader's own year, 2025/11/24 in any other: on a card, which has no room for the weekday."""
    if value is None or value.year != clock.today(zone()).year:
        return brief(value)
    return month_day(spoken(), value.month, value.day)


def span(since: date, until: date) -> str:
    """From the first to the last day; one day is told once."""
    return day(since) if since == until else f"{day(since)} – {day(until)}"


def clocks(interval: str) -> str:
    """09:00–10:00 as it is; 14:55–, –14:05 and –, of which an end is not known, in words of the page's language."""
    return intervals.worded(interval, spoken())


def paper_clocks(interval: str) -> Markup:
    """The same on paper, where a day before a clock is written as all days there are: 16:30–12月9日 09:00.

    How many days away it is needs no saying beside the day.
    A narrow column breaks it beside a day or behind its dash, never within a day.
    """
    told = (
        intervals.worded(_AWAY.sub("", interval), spoken(), month_day=_marked)
        .replace("\u00a0", " ")
        .replace(" –", "\u00a0–")
    )
    parts = re.split(f"{_HELD}(.*?){_HELD}", told)
    return _NOTHING.join(unbroken(part) if place % 2 else part for place, part in enumerate(parts))


def _marked(language: str, month: int, day: int) -> str:
    return f"{_HELD}{long_month_day(language, month, day)}{_HELD}"


def datetime_in(moment: datetime | None, place_zone: str | None = None) -> str:
    """Date and wall-clock time in `place_zone` (the reader's own when not given)."""
    if moment is None:
        return ""
    wall = clock.local(moment, place_zone or zone())
    return f"{day(wall.date())} {wall:%H:%M}"


def brief_moment(moment: datetime, place_zone: str | None = None) -> str:
    """11/24（火） 14:00: the same where days are brief."""
    wall = clock.local(moment, place_zone or zone())
    return f"{brief(wall.date())} {wall:%H:%M}"


def told_moment(moment: datetime, place_zone: str) -> str:
    """The same of what may have been typed later: the day alone where nobody told the hour, else whose clock it is, and
    where the reader's shows another hour, that, too."""
    alone, home = here.day_alone(moment), zone()
    if alone is not None:
        return day(alone)
    there, here_then = clock.local(moment, place_zone), clock.local(moment, home)
    told = f"{datetime_in(moment, place_zone)} {translate(ZONES.get(place_zone, place_zone))}"
    if there.replace(tzinfo=None) == here_then.replace(tzinfo=None):
        return told
    at_home = time_in(moment) if there.date() == here_then.date() else datetime_in(moment)
    return f"{told} · {at_home} {translate(ZONES.get(home, home))}"


def paper_moment(moment: datetime, place_zone: str, *, typed_later: bool = False) -> Markup:
    """The date and the clock of a place on paper; of what may have been `typed_later` as told_moment."""
    alone, wall = here.day_alone(moment) if typed_later else None, clock.local(moment, place_zone)
    return headed_day(wall.date()) + f" {wall:%H:%M}" if alone is None else headed_day(alone)


def time_in(moment: datetime | None, place_zone: str | None = None) -> str:
    """The wall-clock time in `place_zone`, 24 hours."""
    return "" if moment is None else f"{clock.local(moment, place_zone or zone()):%H:%M}"


def number(value: int | Decimal | None, digits: int = 0) -> str:
    """A number with thousands separators and at most `digits` decimals."""
    if isinstance(value, int) and -1000 < value < 1000:  # most are, and Babel takes fifty times as long
        return f"{value:d}"
    return "" if value is None else format_decimal(value, format="#,##0" + ("." + "#" * digits if digits else ""))


def percent(value: float | None, digits: int = 1) -> str:
    """A share (0–1) as a percentage."""
    return "—" if value is None else f"{value * 100:.{digits}f}%"


def in_language(names: Iterable[Any], wanted: str | None = None) -> Any:
    """The row of `names` (each with `.language`) that suits the reader best; the first when none does."""
    rows = list(names)
    for tag in FALLBACKS[wanted or language()]:
        for row in rows:
            if row.language == tag:
                return row
    return rows[0] if rows else None


# Kept: read from its file, once a process.
@cache
def icon(name: str, size: int = 20) -> Markup:
    """A lucide icon as inline SVG, hidden from readers that do not see it. Drawn once a process."""
    drawing = lucide(name, size=size, stroke_width="1.6", aria_hidden="true")
    return Markup(drawing)  # noqa: S704  # the icon package's own drawing, no data in it


class Missing(Undefined):
    """What a template asks of an object that has no such thing: an error when it is shown, counted or tested.

    Jinja takes it for nothing, so that a page said “0 delegates” of a delegation of ten. What a view left out of its
    values, a dictionary does not hold, or is asked of a None, stays nothing.
    """

    def _tell(self) -> None:
        if self._undefined_obj is not missing and not isinstance(self._undefined_obj, (Mapping, NoneType)):
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._tell()
        return super().__str__()

    def __len__(self) -> int:
        self._tell()
        return super().__len__()

    def __iter__(self) -> Iterator[Any]:
        self._tell()
        return super().__iter__()

    def __bool__(self) -> bool:
        self._tell()
        return super().__bool__()


class Templates(Environment):
    """Flask's own, in which all templates have one dictionary of globals.

    Jinja gives each a view of two dictionaries, which is read name by name whenever a page or a part of it is begun.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        date=day,
        short_date=short_day,
        plain_day=plain_day,
        paper_day=paper_day,
        planned_day=planned_day,
        headed_day=headed_day,
        paper_clocks=paper_clocks,
        paper_moment=paper_moment,
        month=month,
        brief=brief,
        brief_moment=brief_moment,
        clocks=clocks,
        datetime_in=datetime_in,
        told_moment=told_moment,
        time_in=time_in,
        money=money,
        booked=booked,
        money_text=money_text,
        large=large,
        large_text=large_text,
        large_unit=large_unit,
        rate_text=rate_text,
        currency_name=currency_name,
        number=number,
        percent=percent,
        translated=translate,
        in_language=in_language,
        tongue=lambda text, usual="": scripts.tongue(text, usual or here.han_language()),
    )
    app.jinja_env.globals.update(span=span, icon=icon, now=clock.now, today=lambda: clock.today(zone()))
    app.jinja_env.globals.update(book_currency=here.currency, our_han=here.han_language)
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # as the catalogues were extracted
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
