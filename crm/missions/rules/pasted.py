"""A pasted programme read line by line: days, clocks and titles, with what is doubtful or missing in each.

A line without a day continues the last one. A clock that the text does not give is never made up: of an arriving flight
alone the arrival is known. What hangs on a doubtful day is doubtful, too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Final

from crm.core.texts import Text
from crm.core.zones import ZONES
from crm.missions.rules import airports, guesses, words
from crm.missions.rules.guesses import Flight
from crm.missions.rules.told_zones import on_local_clock, told_in
from crm.missions.rules.written_clocks import ABOUT, ClockSpan, WrittenClock, clocks
from crm.missions.rules.written_days import WrittenDay, day_at, narrow
from crm.missions.rules.written_tables import WrittenLine, is_same
from crm.missions.rules.written_tables import lines as written_lines

MOST_LINES = 300
MOST_CHARACTERS = 60_000
TITLE_LIMIT = 200
_BULLET: Final = re.compile(r"^[\s|・•●○◆◇■□▪◎※*＊‧]+|^\s*[-](?=\s|\D)\s*")
_EDGES: Final = " \t|、,;:-~・　"
#: Words for a time that nobody knows yet: they are no part of what the item is called.
_OPEN_TIME: Final = re.compile(
    r"[(（]?(?:(?:時間|時刻|时间|시간|시각)は?\s?(?:未定|待定|未確定|未确定|調整中|미정|조율 중)"
    r"|^(?:未定|待定|미정)(?=\s|:|：)|^tb[acd]\b"
    r"|\btime (?:tb[acd]|open|to be (?:announced|confirmed|decided))\b)[)）]?",
    re.IGNORECASE,
)
#: 午後, 下午：, (오후) where the line gives no clock.
_TIME_OF_DAY: Final = re.compile(rf"[(\[]?(?:{words.TIME_OF_DAY})[)\]]?(?:[\s、,:;|]+|(?<=[)\]]))(?=\S)")
#: What is said behind a clock, and is left alone before the title once that is cut out: 14:10着 ホテル.
_AT_CLOCK: Final = re.compile(r"^(?:着|発|到|发|抵|착|발)[\s　]+")
_CALLED_OFF: Final = re.compile(r"中止|取り?止め|取消|キャンセル|취소|cancell?ed|called off", re.IGNORECASE)
#: What lies between the cells of a table.
_CELLS: Final = re.compile(r"\s*[\t|]\s*|\s{3,}")
#: The last wide space of a line, before which stands more than what people do there: 首脳会談　延辺白山ホテル, and not
#: 視察　秋田港.
_WIDE: Final = re.compile(rf"(?!(?:{words.BEFORE_HOSTS})?\u3000)(?P<title>\S.*?)\s*\u3000\s*(?P<where>[^\u3000]+)")
#: The last word of a line.
_LAST: Final = re.compile(r"(?P<title>\S.*?\S)\s+(?P<where>\S+)")

_NO_TOWNS: Final[Mapping[str, str]] = MappingProxyType({})
_ROUGHLY: Final = Text("The text gives this time only roughly. It is saved as an exact one.")


@dataclass(frozen=True)
class Read:
    """One line of a programme as it was understood.

    Without `start` and `end` it gives no clock: it may be a remark, and only who ticks it takes it.
    """

    number: int  #: of the line, from 1
    text: str  #: as it was pasted
    day: date | None
    start: time | None
    end: time | None
    next_day: bool  #: it ends on the day after
    title: str
    kind: str  #: rules.ITEM_KINDS
    guessed: bool  #: whether words of the line suggest the kind; else it is only the most frequent one
    venue: str = ""
    kind_told: bool = False  #: a column of a table tells the kind
    transport: str = ""  #: of a transfer
    flight_number: str = ""
    origin: str = ""
    destination: str = ""
    start_zone: str = ""  #: whose clock, where the text tells it; "": that of the mission's place
    end_zone: str = ""
    doubt: Text | None = None  #: why somebody has to look at it before it is saved
    note: Text | None = None  #: what was taken for granted, to be looked at
    clock_note: Text | None = None  #: the same of the zone of a flight's clock


def programme(text: str, first: date, last: date, zones: Mapping[str, str]) -> list[Read]:
    """The lines of a programme from `first` to `last` that tell of something, in their order.

    `zones` is {name of a place of this mission: its IANA zone}, for the two ends of flights.
    """
    found: list[Read] = []
    for line in _lines(text, first, last, zones):
        where = guesses.labelled(line.title) if line.start is None and line.end is None else ""
        if where and found and not found[-1].venue and (found[-1].day, found[-1].kind != "flight") == (line.day, True):
            found[-1] = replace(found[-1], venue=where, text=f"{found[-1].text} / {line.text}")
            continue
        if is_same(line.venue):
            line = replace(line, venue=found[-1].venue if found else "")
        whole = _one_flight(found[-1], line, zones) if found else None
        found[-1:] = [found[-1], line] if whole is None and found else [whole or line]
    return found


def _one_flight(leaves: Read, lands: Read, zones: Mapping[str, str]) -> Read | None:
    """The flight of which one line tells the departure, and the next one the arrival; None where they tell of two."""
    at = lands.start or lands.end
    told = leaves.kind == "flight" and leaves.start is not None and leaves.end is None
    if not told or at is None or (lands.start is not None and lands.end is not None):
        return None
    if lands.kind == "flight":
        destination = lands.destination if lands.start is None else None
    else:
        destination = guesses.landing_of(narrow(lands.title), leaves.destination)
    same = leaves.flight_number == lands.flight_number or "" in (leaves.flight_number, lands.flight_number)
    ends = ((leaves.origin, lands.origin), (leaves.destination, destination or ""))
    if destination is None or not same or not all(guesses.is_one_place(*names) for names in ends):
        return None
    if destination and leaves.origin and guesses.is_one_place(destination, leaves.origin):
        return None  # the way back
    later = lands.next_day or bool(leaves.start and at < leaves.start)
    if leaves.day is not None and lands.day is not None:
        apart = (lands.day - leaves.day).days
        if apart not in (0, 1):
            return None
        later = apart == 1 or later
    destination = destination or leaves.destination
    return replace(
        leaves,
        text=f"{leaves.text} / {lands.text}",
        end=at,
        next_day=later,
        title=f"{leaves.title} → {lands.title}"[:TITLE_LIMIT],
        flight_number=leaves.flight_number or lands.flight_number,
        origin=leaves.origin or lands.origin,
        destination=destination,
        start_zone=leaves.start_zone or lands.start_zone,
        end_zone=guesses.zone_of(destination, zones) or "" if destination else "",
        doubt=leaves.doubt or lands.doubt,
        note=Text("Two lines of the text give departure and arrival. They are combined into one flight here."),
    )


def _lines(text: str, first: date, last: date, zones: Mapping[str, str]) -> Iterator[Read]:
    day: WrittenDay | None = None
    for line in written_lines(text):
        if set(line.text) <= set("|-:+= \t"):
            continue  # nothing, or the rule of a table
        rest = _without_bullet(line.told)
        head = day_at(narrow(rest), first, last, day.day if day is not None else None)
        if head is not None:
            day, rest = _said_twice(head, rest[head.length :], first, last)
        rest = rest.strip(_EDGES + "\u3000")
        if not rest or (head is None and day is None and not clocks(narrow(rest))):
            continue  # the day alone, or a heading above the first one
        yield _read(line, rest, day, zones)


def _said_twice(head: WrittenDay, rest: str, first: date, last: date) -> tuple[WrittenDay, str]:
    """第1天 12月10日, Day 1 (Tue 10 Dec): a number and a date name one day, or it is doubtful which."""
    line = rest.lstrip(_EDGES + "([（［")
    again = day_at(narrow(line), first, last, head.day)
    if again is None:
        return head, rest
    rest = line[again.length :].lstrip(")]）］ ")
    if head.error is None and again.error is None and again.day != head.day:
        return WrittenDay(0, head.day, Text("The text gives two days for this line. Choose one.")), rest
    return (again if again.error is not None else head), rest


def _without_bullet(line: str) -> str:
    return line[found.end() :] if (found := _BULLET.match(line)) is not None and not line[:1].isdigit() else line


def _read(line: WrittenLine, rest: str, day: WrittenDay | None, zones: Mapping[str, str]) -> Read:
    if not clocks(narrow(rest)):
        rest = _OPEN_TIME.sub(" ", rest)
        rest = rest[half.end() :] if (half := _TIME_OF_DAY.match(narrow(rest))) is not None else rest
    narrowed = narrow(rest)
    spans = clocks(narrowed)
    flight = guesses.flight_of(_cut(narrowed, spans))
    first, last = _ends(spans, flight)
    if (
        flight is None
        and len(spans) == 1
        and last is None
        and guesses.only_arrives(_cut(narrowed, spans).strip(_EDGES))
    ):
        first, last = None, first
    bracket = narrowed.find("(")
    both = flight is not None and len(spans) > 1 and not 0 <= bracket < spans[1].start
    used = spans[:2] if both else spans[:1]
    cells = [cell.strip(_EDGES) for cell in _CELLS.split(_cut(rest, used)) if cell.strip(_EDGES)]
    if flight is None and len(cells) == 1 and (wide := _WIDE.fullmatch(cells[0])) is not None:
        cells = [wide["title"], wide["where"]] if guesses.is_where(wide["where"]) else cells
    if flight is None and len(cells) == 1 and not line.place and (last_word := _LAST.fullmatch(cells[0])) is not None:
        where = last_word["where"]
        whole = narrow(where).count("(") == narrow(where).count(")")  # and no half of (秋田 キャッスルホテル)
        apart = is_same(where) or (whole and guesses.is_where_of(last_word["title"], where))
        cells = [last_word["title"], where] if apart else cells
    last_is_place = len(cells) > 1 and not line.place and (is_same(cells[-1]) or guesses.is_where(cells[-1]))
    beside = cells.pop() if last_is_place else line.place
    title = " ".join(" ".join(cells).split())
    begins, ends = first.at if first else None, last.at if last else None
    next_day = bool(last and (last.next_day or (first and not first.next_day and last.at < first.at)))
    kind, guessed, venue, column = "flight", True, "", None
    if flight is not None:
        title = guesses.rejoined(title)
    else:
        title = _AT_CLOCK.sub("", title)
        title, venue = (title, guesses.unlabelled(beside)) if beside else guesses.venue_in(title, narrow(title))
        column = guesses.kind_of(narrow(line.kind))
        told = (guesses.without_brackets(narrow(title)), narrow(title))
        found = column or next(filter(None, map(guesses.kind_of, told)), None)
        kind, guessed = found or "visit", found is not None
    on = day.day if day is not None else None
    if on is not None and first is not None and first.next_day:
        on, next_day = on + timedelta(days=1), False
    origin, destination = (flight.origin, flight.destination) if flight is not None else ("", "")
    return Read(
        number=line.number,
        text=line.text,
        day=on,
        start=begins,
        end=ends,
        next_day=next_day,
        title=(title or line.text)[:TITLE_LIMIT],
        kind=kind,
        guessed=guessed,
        venue=venue[:TITLE_LIMIT],
        kind_told=column is not None,
        transport=guesses.transport_of(narrowed) if kind == "transfer" else "",
        flight_number=flight.number if flight is not None else "",
        origin=origin,
        destination=destination,
        start_zone=guesses.zone_of(origin, zones) or "" if origin else "",
        end_zone=guesses.zone_of(destination, zones) or "" if destination else "",
        doubt=_doubt(day, spans, title),
        note=_ROUGHLY if any(ABOUT.search(narrowed, span.start, span.end) for span in spans) else None,
    )


def _doubt(day: WrittenDay | None, spans: list[ClockSpan], title: str) -> Text | None:
    if _CALLED_OFF.search(title):
        return Text("The text says that this does not take place. Tick the line only if it does.")
    if day is None:
        return Text("The text gives no day for this line. Choose one.")
    if day.error is not None:
        return day.error
    if not spans:
        return Text("The text gives no time. Enter it, or tick the line to save it as an item without a time.")
    return None


def _ends(spans: list[ClockSpan], flight: Flight | None) -> tuple[WrittenClock | None, WrittenClock | None]:
    """From when to when: the first span of a line; of a flight with two single clocks both."""
    if not spans:
        return None, None
    first, last = spans[0].first, spans[0].last
    if flight is None or (first is not None and last is not None):
        return first, last
    if len(spans) > 1:
        return first or last, spans[1].first or spans[1].last
    known = first or last
    # A single clock of a flight is that of the end which the words name.
    return (None, known) if flight.arrives and not flight.departs else (known, None)


def _cut(text: str, spans: list[ClockSpan]) -> str:
    """The text without its clocks."""
    for span in reversed(spans):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text


def on_their_clocks(lines: list[Read], zone: str, *, travels: bool, towns: Mapping[str, str] = _NO_TOWNS) -> list[Read]:
    """The lines with a zone each: `zone` is that of the mission's place.

    A delegation that travels is, from flight to flight, where the last one brought it; before the first one it is where
    that leaves. What hosts plan for their guests is on the hosts' clock throughout. A flight of which nobody tells
    where it lands crosses no zone, unless its line says that it goes abroad; a clock whose place is not told is noted.
    What takes place at an airport is on the clock of that, wherever the delegation is thought to be. Whoever is in one
    of the `towns` of the mission, {name: zone}, is there from then on: not every flight stands in a programme.
    """
    flights = [line for line in lines if line.kind == "flight"]
    here, sure = (flights[0].start_zone or zone) if travels and flights else zone, False
    found = []
    for line in lines:
        if line.kind != "flight":
            if travels and line.venue in towns:
                here, sure = towns[line.venue], True
            there = airports.zone_at(line.venue, line.title) or here
            line = on_local_clock(line, there, told) if (told := told_in(line)) else line
            found.append(replace(line, start_zone=there, end_zone=there))
            continue
        flights = flights[1:]
        # Of a flight that tells its landing alone, nothing stands on the clock where it began.
        start = line.start_zone or ((line.end_zone or zone) if line.start is None else here)
        ends = line.end_zone or (zone if line.start is None or guesses.goes_abroad(narrow(line.text)) else start)
        untold = [start] if line.start is not None and not line.start_zone and not sure else []
        untold += [ends] if line.end is not None and not line.end_zone else []
        found.append(replace(line, start_zone=start, end_zone=ends, clock_note=_untold(untold)))
        after = flights[0].start_zone if flights else ""
        here, sure = (line.end_zone or after or zone, bool(line.end_zone)) if travels else (zone, False)
    return found


def _untold(zones: list[str]) -> Text | None:
    if not zones:
        return None
    named = Text(ZONES.get(zones[0], zones[0]))
    return Text(
        "The text does not say where this time of the flight applies. Assumed: %(zone)s. Confirm it.", zone=named
    )
