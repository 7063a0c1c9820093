"""The only clock: everything that asks the time asks here, so tests can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The date it is now in the IANA `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: datetime, zone: str) -> datetime:
    """`moment` on the wall clock of `zone` (aware)."""
    return moment.astimezone(ZoneInfo(zone))


def from_wall(wall: datetime, zone: str) -> datetime:
    """The UTC moment at which clocks in `zone` show the naive `wall` (the earlier one when it happens twice)."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
