"""The day on which a test runs: no test may depend on when somebody runs it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest
import time_machine

from crm.sample.rules import TODAY

JOURNEYS: Final = Path(__file__).parent / "journeys"
#: Some days after the last entries of the sample: it does not move, and what is to come in it soon is over.
READ_ON: Final = TODAY + timedelta(days=3)
#: When the first test of a process begins. The clock goes on from test to test: what one leaves for others
#: (tests/kept.py) must not be younger than they are.
HOUR: Final = time(5, 5)
_BEGAN: Final = monotonic()


def usual_day() -> date | None:
    """The day of a test that nobody takes elsewhere in time: `READ_ON`, and today in a journey. Else None."""
    now = datetime.now(UTC)
    if not time_machine.escape_hatch.is_travelling():
        return now.date()
    return READ_ON if abs(now - _moment(READ_ON)) < timedelta(minutes=1) else None


def clock_of(item: pytest.Item) -> AbstractContextManager[Any]:
    """Sets the clock for a test to one day, or to that of `--today DAY`; what reads the sample keeps the first.

    A browser has a clock of its own, which would find that it is signed out: journeys run today, and so does what is
    marked `today`.
    """
    day: date = item.config.getoption("--today") or READ_ON
    if "sampled" in getattr(item, "fixturenames", ()):
        day = READ_ON
    if item.path.is_relative_to(JOURNEYS) or item.get_closest_marker("today"):
        return nullcontext()
    return time_machine.travel(_moment(day), tick=True)


def _moment(day: date) -> datetime:
    return datetime.combine(day, HOUR, UTC) + timedelta(seconds=monotonic() - _BEGAN)
