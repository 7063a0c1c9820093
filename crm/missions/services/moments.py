"""When an item takes place: what was typed, as wall clocks inside the mission and in order."""

from datetime import date, datetime, time
from typing import Any, Final, TypeVar

from crm.activities.models import Activity
from crm.core import clock
from crm.core.errors import Refused
from crm.core.texts import Text
from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.missions.services.plans import ItemInput

Moment = TypeVar("Moment", date, time)


#: {(whether the start is not told, whether the end is not): code of `open_clock`}
OPEN: Final = {(False, False): "", (True, False): "start", (False, True): "end", (True, True): "both"}
_SAME_DAY: Final = Text(
    "The end is before the start. If it is on another day, enter that day under “Ends on another day”."
)
#: The last minute of a day, in which an item without a clock may still take place.
LAST_MINUTE: Final = time(23, 59)


def time_columns(activity: Activity, wanted: ItemInput, item: ItineraryItem | None = None) -> dict[str, Any]:
    """{column: value} of the times of an item, which may stand already.

    Refused for a day outside the mission and an end before the start.
    """
    start, end = _wall_times(activity, wanted, item)
    end_zone = wanted.end_timezone or wanted.timezone
    return {
        "timezone": wanted.timezone,
        "end_timezone": end_zone if end_zone != wanted.timezone else None,
        "wall_start": f"{start:%Y-%m-%dT%H:%M}",
        "wall_end": f"{end:%Y-%m-%dT%H:%M}",
        "open_clock": OPEN[wanted.start is None, wanted.end is None],
        "starts_at": clock.from_wall(start, wanted.timezone),
        "ends_at": clock.from_wall(end, end_zone),
    }


def _wall_times(activity: Activity, wanted: ItemInput, item: ItineraryItem | None) -> tuple[datetime, datetime]:
    """Start and end on the item's own clocks, inside the mission and in order.

    One that nobody told stands where the other one is, on its own day.
    """
    day, last = _given(wanted.day, "day"), wanted.end_day or _given(wanted.day, "day")
    start, end, end_zone = wanted.start, wanted.end, wanted.end_timezone or wanted.timezone
    for field, value, latest in (("day", day, activity.end_on), ("end_day", last, activity.end_on + rules.NIGHT)):
        if not activity.start_on <= value <= latest:
            raise Refused(outside(activity), field)
    if start is None and end is None:
        begins, ends = datetime.combine(day, _place(wanted, item)), datetime.combine(last, LAST_MINUTE)
    elif start is None:
        ends = datetime.combine(last, _given(end, "start"))
        begins = _on_clock(ends, end_zone, wanted.timezone)
        begins = begins if last == day else datetime.combine(day, begins.time())
    else:
        begins = datetime.combine(day, start)
        ends = datetime.combine(last, end) if end is not None else _on_clock(begins, wanted.timezone, end_zone)
        ends = ends if end is not None or last == day else datetime.combine(last, ends.time())
    if clock.from_wall(ends, end_zone) < clock.from_wall(begins, wanted.timezone):
        if wanted.end_day is None:
            raise Refused(_SAME_DAY, "end")
        raise Refused(Text("The end is before the start."), "end_day")
    return begins, ends


def _place(wanted: ItemInput, item: ItineraryItem | None) -> time:
    """Where an item without a clock stands among the others of its day: told, as before, else behind them."""
    if wanted.holds is not None:
        return wanted.holds
    return datetime.fromisoformat(item.wall_start).time() if item is not None else LAST_MINUTE


def _on_clock(wall: datetime, zone: str, other: str) -> datetime:
    """The wall time at one place when it is `wall` at another."""
    return clock.local(clock.from_wall(wall, zone), other).replace(tzinfo=None)


def outside(activity: Activity) -> Text:
    """Why a day is refused."""
    return Text(
        "The mission runs from %(first)s to %(last)s; this day is outside it.",
        first=activity.start_on,
        last=activity.end_on,
    )


def _given(value: Moment | None, field: str) -> Moment:
    if value is None:
        raise Refused(Text("Fill in this field."), field)
    return value
