"""How the clocks of an item are written wherever they stand: one that nobody told is left out, another day is marked.

15:30–16:00 · 14:55– (no end is known) · –14:05 (no start is known) · 12/10 23:30–12/11 06:15 (+1) · – (only the day is
known); `core.intervals` makes words of those that are open.
"""

from datetime import date, datetime

from crm.core.intervals import UNTOLD as UNTOLD


def span(day: date, start: datetime | None, end: datetime | None) -> str:
    """The clocks of an item that stands under `day`, on whatever clock they are (naive or aware, both on their own).

    Where one of them is of another day both carry their dates, and that one says how many days away it is.
    """
    dated = any(at is not None and at.date() != day for at in (start, end))
    return "–".join("" if at is None else _clock(day, at) if dated else f"{at:%H:%M}" for at in (start, end))


def first(day: date, start: datetime | None, end: datetime | None) -> str:
    """Its first clock alone, with date and mark where that is of another day: 15:30. The end of what has no start stays
    an end (–14:05): alone it would read as when one leaves.
    """
    return span(day, None, end) if start is None else span(day, start, None).removesuffix("–")


def _clock(day: date, at: datetime) -> str:
    away = (at.date() - day).days
    return f"{at:%m/%d %H:%M}" + (f" ({away:+d})" if away else "")
