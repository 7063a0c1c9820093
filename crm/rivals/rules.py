"""The tables of rivals and of demand, and the window in which rivals are counted (domain.md §3.8)."""

from calendar import monthrange
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

SOURCE_KINDS: Final[dict[str, str]] = {
    "person": N_("Word of mouth"),
    "meeting": N_("From a meeting"),
    "web": N_("From a web page"),
    "survey": N_("From a survey"),
}
STRENGTHS: Final[dict[str, str]] = {
    "1": N_("1 – a hint"),
    "2": N_("2 – weak"),
    "3": N_("3 – fair"),
    "4": N_("4 – strong"),
    "5": N_("5 – proven"),
}
#: Whose regions the index counts.
HOME_COUNTRY: Final = "JP"
#: How many years the index looks back: 24 months.
WINDOW_YEARS: Final = 2

RIVAL_MADE = Verb("rival.made", N_("Activity of a competing region recorded"))
RIVAL_CHANGED = Verb("rival.changed", N_("Activity of a competing region changed"))
RIVAL_ARCHIVED = Verb("rival.archived", N_("Activity of a competing region archived"))
RIVAL_RESTORED = Verb("rival.restored", N_("Activity of a competing region restored"))
SIGNAL_MADE = Verb("demand.made", N_("Demand signal recorded"))
SIGNAL_CHANGED = Verb("demand.changed", N_("Demand signal changed"))
SIGNAL_ARCHIVED = Verb("demand.archived", N_("Demand signal archived"))
SIGNAL_RESTORED = Verb("demand.restored", N_("Demand signal restored"))


def quarter_ends(on: date) -> list[date]:
    """A day and those every three months before it, back to 24 months: the ends of eight quarters, and where the
    earliest begins."""
    return [_months_before(on, months) for months in range(0, 12 * WINDOW_YEARS + 1, 3)]


def _months_before(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def window_start(on: date) -> date:
    """The day 24 months before: what ended on it or earlier no longer counts."""
    year = on.year - WINDOW_YEARS
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
