"""A clock that a line of a programme gives by another place's time: 17:30（日本時間）of what takes place in China."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from crm.core import clock
from crm.core.texts import Text
from crm.core.zones import ZONES

if TYPE_CHECKING:
    from crm.missions.rules.pasted import Read

#: {zone: how lines name its time}
_WORDS: Final = {
    "Asia/Tokyo": r"日本[時时][間间]|일본\s?시[간각]|JST|Japan(?:ese)? time",
    "Asia/Shanghai": r"(?:中国|北京)[時时][間间]|(?:중국|베이징|북경)\s?시[간각]|(?:China|Beijing) time",
    "Asia/Seoul": r"[韓韩]国[時时][間间]|한국\s?시[간각]|KST|Korean? time",
}
_TOLD: Final = {
    zone: re.compile(rf"\s*[(（\[]?\s*(?<![A-Za-z])(?:{words})(?![A-Za-z])\s*[)）\]]?\s*", re.IGNORECASE)
    for zone, words in _WORDS.items()
}


def told_in(line: "Read") -> str:
    """The zone by whose time a line gives its clocks; "" where it names none, or several."""
    named = [zone for zone, words in _TOLD.items() if words.search(line.text)]
    return named[0] if len(named) == 1 else ""


def on_local_clock(line: "Read", zone: str, told: str) -> "Read":
    """The line by the clock of its place (`zone`), of clocks that it gives by that of `told`; the line says so."""
    if (line.start is None and line.end is None) or zone == told:
        return replace(line, title=_TOLD[told].sub(" ", line.title).strip() or line.title)
    day = line.day or date(2000, 1, 3)
    moved = {}
    for name, at in (("start", line.start), ("end", line.end)):
        if at is not None:
            on = day + timedelta(days=line.next_day and name == "end")
            moved[name] = clock.local(clock.from_wall(datetime.combine(on, at), told), zone)
    first = moved.get("start") or moved["end"] - timedelta(days=line.next_day)
    last = moved.get("end")
    return replace(
        line,
        day=first.date() if line.day is not None else None,
        start=moved["start"].time() if line.start is not None else None,
        end=last.time() if last is not None else None,
        next_day=bool(last and last.date() > first.date()),
        title=_TOLD[told].sub(" ", line.title).strip() or line.title,
        note=Text(
            "The text gives this time by the clock of another place (%(zone)s). It is converted to local time here.",
            zone=Text(ZONES[told]),
        ),
    )
