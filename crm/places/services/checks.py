"""What every table of dated rows refuses, and what a load reports."""

from dataclasses import dataclass
from datetime import date

from crm.core.errors import Refused
from crm.core.texts import Text

LONGEST_SOURCE = 150
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Loaded:
    """How many records a load made, and how many it changed."""

    created: int
    changed: int


def check_day(day: date, field: str) -> None:
    if not EARLIEST <= day <= LATEST:
        raise Refused(Text("Enter a date between 1900 and 2199."), field)
