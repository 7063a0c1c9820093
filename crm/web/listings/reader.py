"""Who reads a list: words, days and foreign text for one reader, in a page or in a file made in the background."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from crm.core import clock, here
from crm.core.days import headed_date
from crm.core.scripts import tongue
from crm.core.zones import TIMES
from crm.web.filters import brief_in
from crm.web.forms.texts import translate
from crm.web.listings.cells import EMPTY, dated, joined, sub

WEEK = 7
Made = TypeVar("Made")


@dataclass(frozen=True)
class Reader:
    """A reader's language tag and IANA zone, with what has been translated for them so far."""

    language: str
    zone: str
    _known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[..., Made], *of: Any) -> Made:
        """What `make` says of the same for each row of a page: asked once."""
        found: Made | None = self._known.get((make, of))
        if found is None:
            found = self._known[make, of] = make(*of)
        return found

    def words(self, msgid: str) -> str:
        """A marked message in the reader's language."""
        return self.once(translate, msgid)

    def path(self, endpoint: str, id: int) -> str:
        """The address of a record's page, or of what is done to it; the rule is asked once."""
        before, after = self.once(_around_id, endpoint)
        return f"{before}{id}{after}"

    def text(self, text: str, tag: str) -> Markup:
        """A text as HTML, marked with its language when that is not the reader's."""
        if text and tag and tag != self.language:
            return Markup(f'<bdi lang="{escape(tag)}">{escape(text)}</bdi>')  # noqa: S704  # escaped
        return escape(text)

    def said(self, text: str) -> Markup:
        """What people wrote, or are called, in the same way: its script tells the language."""
        return self.text(text, tongue(text, self.once(here.han_language)))

    def texts(self, *texts: tuple[str, str] | None) -> Markup:
        """Several of (text, language) in a row, such as a name and its reading, without those that are not there."""
        return joined([self.text(*each) for each in texts if each is not None], " · ")

    def day(self, day: date | None) -> str:
        """A date with its weekday; "" for none."""
        return "" if day is None else _day(day, self.language)

    def brief(self, day: date | None) -> Markup:
        """A day for a narrow column of a page: away from today within a week, else short; "" for none."""
        if day is None:
            return EMPTY
        return _brief(day, self.once(clock.today, self.zone), self.language)

    def moment(self, moment: datetime | None) -> str:
        """Date and wall-clock time in the reader's zone; "" for none."""
        if moment is None:
            return ""
        wall = clock.local(moment, self.zone)
        return f"{_day(wall.date(), self.language)} {wall:%H:%M}"

    def brief_moment(self, moment: datetime, zone: str = "") -> Markup:
        """A moment for a narrow column of a page: its day as `brief` has it, and the time; by the clocks of `zone`."""
        wall = clock.local(moment, zone or self.zone)
        day, time = wall.date(), _time(wall)
        shown = _told_briefly(day, self.once(clock.today, zone or self.zone), self.language)
        return dated(day, f"{shown} {time}", f"{_day(day, self.language)} {time}")

    def there(self, moment: datetime, place_zone: str) -> Markup:
        """The same on the clock of a place; below it what the reader's own shows, where that is another zone."""
        told = self.brief_moment(moment, place_zone)
        if place_zone == self.zone:
            return told
        home = f"{self.words(TIMES.get(self.zone, self.zone))} {_time(clock.local(moment, self.zone))}"
        return joined([told, sub(home)])


def _around_id(endpoint: str) -> tuple[str, str]:
    """What stands before and behind the id in its addresses."""
    before, _id, after = url_for(endpoint, id=0).rpartition("0")
    return before, after


def _time(wall: datetime) -> str:
    return f"{wall.hour:02}:{wall.minute:02}"


def _away(days: int) -> str:
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if days in near:
        return str(near[days])
    if days > 0:
        return str(ngettext("in %(num)d day", "in %(num)d days", days))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", -days))


# Kept: a list of what happened lately names few days.
@lru_cache(maxsize=4096)
def _brief(day: date, today: date, language: str) -> Markup:
    """As `_day`: a list of what happened lately names few days."""
    return dated(day, _told_briefly(day, today, language), _day(day, language))


# Kept: a list of what happened lately names few days.
@lru_cache(maxsize=4096)
def _told_briefly(day: date, today: date, language: str) -> str:
    away = (day - today).days
    return _away(away) if abs(away) < WEEK else brief_in(language, day, today)


# Kept: a list shows few days.
@lru_cache(maxsize=4096)
def _day(day: date, language: str) -> str:
    """A list repeats few days: each is written once."""
    return headed_date(language, day)
