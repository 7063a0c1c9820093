"""The day on which a test runs: no test may depend on when somebody runs it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine

from crm.sample.rules import TODAY

JOURNEYS: Final = Path(__file__).parent / "journeys"
#: Tests read the sample some days after its last entries: it does not move, and what is to come in it soon is over.
READ_ON: Final = TODAY + timedelta(days=3)


def clock_of(item: pytest.Item) -> AbstractContextManager[Any]:
    """Sets the clock for a test that reads the sample, and with `--today DAY` for every other.

    A browser has a clock of its own, which would find that it is signed out: journeys run today.
    """
    day: date | None = item.config.getoption("--today")
    if "sampled" in getattr(item, "fixturenames", ()):
        day = READ_ON
    if day is None or item.path.is_relative_to(JOURNEYS):
        return nullcontext()
    return time_machine.travel(datetime.combine(day, time(3), UTC), tick=True)
