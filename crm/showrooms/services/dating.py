"""Which day a cell of a partner's sheet means."""

from datetime import date
from typing import NamedTuple

from crm.core import cleaning
from crm.showrooms.queries import Ledger


class Dating(NamedTuple):
    """The day of a cell, whether its year is a guess, and whether its weekday is another one's."""

    day: date | None
    guessed: bool = False
    doubted: bool = False


def day_of(text: str, book: Ledger) -> Dating:
    """What a cell of a partner's sheet says of its day; without a year that of the period to settle, as a guess."""
    try:
        return Dating(cleaning.parse_date(text) if text else None)
    except cleaning.OtherWeekday as other:
        return Dating(other.day, doubted=True)
    except cleaning.BadText:
        told = cleaning.month_and_day(text)
        found = (book.in_period(*told[:2]) or book.ahead(*told[:2])) if told is not None else None
        if told is None or found is None:
            return Dating(None)
        return Dating(found, guessed=True, doubted=told[2] not in (None, found.weekday()))
