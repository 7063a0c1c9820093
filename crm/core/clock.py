"""The only clock: everything that asks the time asks here, so tests can set it."""

from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """This moment, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


#: A moment that is further ahead than this was written by a clock that went wrong since.
AHEAD: Final = timedelta(minutes=5)


#: When what is being written was typed, as the device says on which it waited for a network; None: now.
told_at: ContextVar[datetime | None] = ContextVar("told_at", default=None)


def captured() -> datetime:
    """When what is being written was typed: now, or earlier on a device without a network."""
    return told_at.get() or now()


def from_stamp(milliseconds: int) -> datetime | None:
    """The moment that a browser means by milliseconds since 1970; None where no calendar has it."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def today(zone: str) -> date:
    """The date it is now in the IANA `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: datetime, zone: str) -> datetime:
    """`moment` on the wall clock of `zone` (aware)."""
    return moment.astimezone(ZoneInfo(zone))


def from_wall(wall: datetime, zone: str) -> datetime:
    """The UTC moment at which clocks in `zone` show the naive `wall` (the earlier one when it happens twice)."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


# Kept: asked of the disk, which takes 26 ms.
@cache
def zones() -> frozenset[str]:
    """Every IANA zone this machine knows. Asked of the disk once: that takes 10 ms."""
    return frozenset(available_timezones())
