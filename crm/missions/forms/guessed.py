"""What the lines of a pasted programme fill into their rows: places, hosts and houses, each shown as a guess."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from crm.activities.models import Activity
from crm.contacts.forms.picks import organisations_told, surely_meant
from crm.core.folding import search_key
from crm.missions import queries, rules
from crm.missions.rules import hosts, words
from crm.missions.rules.pasted import Read
from crm.places import queries as places

#: Where the title names who receives us, and not what is held there.
_CALLS = frozenset({"visit", "courtesy_call", "leaders_talks", "meeting"})
#: Of what somebody receives us at: who agrees to a programme agrees to its dinner, too.
HOSTED: Final = rules.WITH_HOST | {"meal"}
#: Between a house and the town it is in: 延辺白山ホテル, 延吉市.
_HOUSE: Final = re.compile(r"\s*[,，、（(]")
_IN_TOWN: Final = re.compile(r"(?P<house>.+?)(?:\s*[,，、/（(]\s*|\u3000+)(?P<town>[^,，、/（(\u3000]+?)[)）]?")
_TOWN_FIRST: Final = re.compile(r"(?P<town>[^,，、/\u3000]+?)(?:\s*[,，、/]\s*|\u3000+)(?P<house>.+)")
#: Of a town: around 延吉市, 延吉市内.
_AROUND: Final = re.compile(words.AROUND, re.IGNORECASE)


def rows_of(activity: Activity, lines: Sequence[Read]) -> list[dict[str, Any]]:
    there = _where_said(lines, queries.places_of(activity, lines))
    lines = _without_towns(lines, [place for place, _guessed in there])
    receiving = _hosts(activity, lines)
    unknown = _unknown_hosts(lines, receiving)
    lines = _without_own_houses(lines, receiving, unknown)
    homes = queries.homes({host for host in receiving if host is not None})
    found = zip(lines, there, receiving, unknown, strict=True)
    return [
        _row(activity, line)
        | (where := _where(activity, line, told, homes.get(host or 0)))
        | {"organisation_id": host, "host_guess": host or "", "venue": line.venue or ("" if host else _sight(line))}
        | {"new_host": new, "new_host_at": _host_at(activity, line, where["place_id"], new) if new else None}
        for line, told, host, new in found
    ]


def _where_said(lines: Sequence[Read], there: Sequence[tuple[int | None, bool]]) -> list[tuple[int | None, bool]]:
    """The places of the lines; a house whose town one line tells is there on every line."""
    houses = [search_key(_HOUSE.split(line.venue)[0]) for line in lines]
    told = {house: place for house, (place, named) in zip(houses, there, strict=True) if house and named}
    pairs = zip(houses, there, strict=True)
    return [(told[house], True) if not at[1] and house in told else at for house, at in pairs]


def _host_at(activity: Activity, line: Read, place: int | None, name: str) -> int | None:
    """Where a new host is taken to be: where its name says, else where its line is, which may be a guess, and is asked
    for beside its name."""
    return places.said_by(name, place or (activity.place_id if line.start_zone == activity.place.timezone else None))


def _where(
    activity: Activity, line: Read, told: tuple[int | None, bool], home: tuple[int, str] | None
) -> dict[str, Any]:
    """The place of a line: what the text names, else where its host is, both shown as guesses; else what its clock
    tells. That it is where the mission goes nobody wrote: it stays open."""
    place, named = told
    if not named and home is not None and home[1] == line.start_zone:
        place, named = home[0], True
    if not named and place == activity.place_id:
        place = None
    return {"place_id": place, "place_guess": str(place) if named else ""}


def on_clock(activity: Activity, zone: str) -> int | None:
    """The place that a clock tells; of the clock of the mission, none: that it is its main place was not written."""
    place = queries.place_for(activity, zone)
    return None if place == activity.place_id else place


def _without_towns(lines: Sequence[Read], there: Sequence[int | None]) -> list[Read]:
    """The lines without the town of their place in their venue: 延辺白山ホテル of 延辺白山ホテル, 延吉市; and without a
    venue that only names it, since 延吉市 is no house, nor is around 延吉市."""
    known = places.by_ids(id for id in there if id is not None)
    named = {id: {key for name in place.names for key in queries.spelled(name.text)} for id, place in known.items()}
    return [
        replace(line, venue=_house(line.venue, named[id])) if id in named else line
        for line, id in zip(lines, there, strict=True)
    ]


def _house(venue: str, towns: Container[str]) -> str:
    """A venue without the town that it names, in any of its spellings; "" where it names nothing else."""
    if search_key(_AROUND.sub("", venue)) in towns:
        return ""
    ways = (form.fullmatch(venue) for form in (_IN_TOWN, _TOWN_FIRST))
    return next((way["house"] for way in ways if way is not None and search_key(way["town"]) in towns), venue)


def _house_of_host(line: Read) -> str:
    """The house at which somebody receives us whom the title does not name: 横手市役所 of 市長表敬訪問　横手市役所."""
    called_on = line.kind in _CALLS and hosts.receives(line.kind, line.title) and not hosts.visited(line.title)
    return line.venue if called_on and hosts.is_house(line.venue) else ""


def _without_own_houses(lines: Sequence[Read], known: Sequence[int | None], unknown: Sequence[str]) -> list[Read]:
    """The lines without a venue that is the house of their host, who is found there."""
    houses = [_house_of_host(line) for line in lines]
    owners = surely_meant([house for house in houses if house]) if any(houses) else {}
    return [
        replace(line, venue="") if house and (house == new or (host and owners.get(house) == host)) else line
        for line, house, host, new in zip(lines, houses, known, unknown, strict=True)
    ]


def _hosts(activity: Activity, lines: Sequence[Read]) -> list[int | None]:
    """The organisation on file that the title of each line names, else its house, a guess; none where it names two, or
    our own."""
    asked = [hosts.phrases(line.title) if line.kind in HOSTED else [] for line in lines]
    houses = [_house_of_host(line) for line in lines]
    texts = [text for texts in [*asked, houses] for text in texts if text]
    known = surely_meant(texts) if texts else {}
    known = {text: id for text, id in known.items() if id != activity.sender_organisation_id}
    found = [
        [known[text] for text in texts if text in known] or [id for id in [known.get(house)] if id]
        for texts, house in zip(asked, houses, strict=True)
    ]
    return [ids[0] if len(set(ids)) == 1 else None for ids in found]


def _unknown_hosts(lines: Sequence[Read], known: Sequence[int | None]) -> list[str]:
    """The organisation that the title of each line names, else its house, and that is not on file, a guess; "" for
    none."""
    asked = [
        hosts.phrases(line.title) if host is None and line.kind in _CALLS else []
        for line, host in zip(lines, known, strict=True)
    ]
    told = set(organisations_told([text for texts in asked for text in texts])) if any(asked) else set()
    named = [_one_unknown(line.title, texts, told) if texts else "" for texts, line in zip(asked, lines, strict=True)]
    rows = zip(named, known, lines, strict=True)
    return [name or (_house_of_host(line) if host is None else "") for name, host, line in rows]


def _one_unknown(title: str, phrases: Sequence[str], told: Container[str]) -> str:
    """Of several that are listed each is offered by itself."""
    if hosts.listed(title)[1]:
        return ""
    named = hosts.visited(title)
    known = min((text for text in phrases if text in told), key=len, default="")
    return named if hosts.announced(title) else known or named


def _sight(line: Read) -> str:
    return hosts.sight(line.title) if line.kind in rules.AT_AN_ADDRESS else ""


def _row(activity: Activity, line: Read) -> dict[str, Any]:
    same = line.end_zone in ("", line.start_zone)
    day_after = line.day + timedelta(days=1) if line.next_day and line.day is not None else None
    return {
        "take": line.doubt is None,
        "kind": line.kind,
        "guess": line.kind if line.guessed else "",
        "kind_told": "1" if line.kind_told else "",
        "title": line.title,
        "day": line.day,
        "start": line.start,
        "end": line.end,
        "end_day": day_after,
        "timezone": line.start_zone if line.start_zone != activity.place.timezone else "",
        "end_timezone": "" if same else line.end_zone,
        "venue": line.venue,
        "transport": line.transport,
        "flight_number": line.flight_number,
        "origin": line.origin,
        "destination": line.destination,
        "source": line.text,
    }
