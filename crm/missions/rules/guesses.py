"""What a line of a programme is about, guessed from its words: the kind, the flight, the place in its brackets.

A guess is shown as one, and changed by whoever knows better.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crm.missions.rules import words
from crm.missions.rules.written_days import narrow

_KINDS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in words.KINDS)
#: KE769, NH 961, 9C8979: two signs of the airline, up to four figures.
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])(?P<line>[A-Z]{2}|[A-Z]\d|\d[A-Z])\s?-?(?P<no>\d{2,4})(?!\d|[A-Za-z])")
#: MU8, MU 8便: a single figure also numbers rooms and counts firms (AB3, IT5社), so that the line has to tell of a
#: flight besides.
_SHORT_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<line>(?!AM|PM|NO)[A-Z]{2})\s?-?(?P<no>\d)(?:\s?(?P<said>便|航班|次|편)|(?![\w:.]))"
)
#: What stands behind the number, which is no place: CZ6987便 → 延吉着.
_CALLED: Final = re.compile(r",\s?(?:便|次?航班|班[機机]|편)")
_AIRPORT: Final = re.compile(words.FLIES, re.IGNORECASE)
_BY_LAND: Final = re.compile(words.BY_LAND, re.IGNORECASE)
#: 到達 and 抵達 are how Taiwan and Hong Kong write them.
_ARRIVES: Final = re.compile(r"着|到着|抵[达達]|到[达達]|도착|착(?=\s|$|\()|arriv|land(?:s|ing)", re.IGNORECASE)
_DEPARTS: Final = re.compile(
    r"発|出発|起[飞飛]|出[发發]|[离離][开開]|출발|발(?=\s|$|\()|depart|takes? off|leav(?:e|ing)", re.IGNORECASE
)
_ABROAD: Final = re.compile(r"(?:国際|国际|國際|국제)(?:線|线|便|航班|선|편)|international flight", re.IGNORECASE)
_APART: Final = re.compile(r"(?<=\w)\s+(?P<end>(?:発|着|出発|到着|起[飞飛]|出[发發]|抵[达達]|到[达達])(?!\w))")
_ARRIVAL_ALONE: Final = re.compile(
    r"[^、,。→]*(?:到着|帰着|着|到達|抵達|도착|착)|[^、,。→]{0,12}(?:抵[达達]|到[达達])[^、,。→后後]{1,20}"
    r"|arriv\w+ (?:at|in) [^,]*|.* arriv(?:es?|al)",
    re.IGNORECASE,
)
_NAME = r"[^\s\d()\[\]、,。・/~→-]{1,20}?"
_ENGLISH_NAME = r"[A-Z][A-Za-z.' ]{1,30}?(?=$|[,()\d~]| to | from | flight)"
_FROM: Final = tuple(re.compile(p) for p in (
    rf"(?P<name>{_NAME})\s?から", rf"(?:从|從|由|自)\s?(?P<name>{_NAME})"
    r"(?=出[发發]|起[飞飛]|[乘搭飞飛抵到]|前往|[机機][场場]起|$|[\s()、,])",
    rf"(?P<name>{_NAME})(?:에서|\s?출발|발(?=\s|$|[()]))", rf"(?P<name>{_NAME})(?:出発|発(?!展|表|注))",
    rf"(?P<name>{_NAME})\s?(?:出[发發]|起[飞飛])",
    rf"\bfrom (?P<name>{_ENGLISH_NAME})", rf"(?P<name>{_NAME})(?=[\s,]*(?:→|⇒|➡))",
))  # fmt: skip
_TO: Final = tuple(re.compile(p) for p in (
    rf"(?P<name>{_NAME})(?:へ|行き?(?=\s|$|[()]))",
    rf"(?:[飞飛]往|前往|[飞飛]|赴|抵[达達]|到[达達])\s?(?P<name>{_NAME})(?=$|[\s()、,])",
    rf"(?P<name>{_NAME})(?:으로|로|행)(?=\s|$|[()])", rf"(?P<name>{_NAME})\s?(?:到着|着(?![付任手工席陆]))",
    rf"(?P<name>{_NAME})\s?도착",
    rf"\bto (?P<name>{_ENGLISH_NAME})", rf"\b(?i:arriv)\w* (?:at|in) (?P<name>{_ENGLISH_NAME})",
    r"(?:→|⇒|➡)[\s,]*(?P<name>[^\s\d()、,。~→⇒➡]{1,20})[\s,]*(?:$|[(。、])",
))  # fmt: skip
_ARROW: Final = re.compile(rf"(?P<a>{_NAME})\s*(?:→|⇒|➡|-+>?)\s*(?P<b>[^\s\d()、,。~]{{1,20}})")
_ENDINGS: Final = re.compile(
    r"\s?(?:発|着|出発|到着|出[发發]|起[飞飛]|到[达達]|抵[达達]|출발|도착|乗り?継ぎ?|[转轉][机機]|환승)$"
)
_ALONE: Final = re.compile(
    r"\W*(?:到着|着[陆陸]|抵[达達]|到[达達]|着|도착|착륙|arrival|arrives?|landing|lands)\W*", re.IGNORECASE
)
_AT_AIRPORT: Final = re.compile(
    r"\s?(?:国際|国际|國際|국제)?(?:空港|机场|機場|공항)$|\s?(?:international )?airport$", re.IGNORECASE
)
_BRACKETS: Final = re.compile(r"[(\[](?P<inside>[^()\[\]]{1,120})[)\]]")
_RIDES: Final = re.compile(words.RIDES, re.IGNORECASE)
_PLACE: Final = re.compile(words.PLACE, re.IGNORECASE)
_SAID_PLACE: Final = re.compile(
    r"(?:[\s、,;]|^)(?:場所|会場|地点|场所|장소|venue|place|at|@)\s?[::]?\s*(?P<where>[^\s、,;(][^、,;(]{1,80})$",
    re.IGNORECASE,
)
#: The word in front of a place that says that it is one.
_LABEL: Final = re.compile(r"\s*(?:場所|会場|地点|场所|장소|venue|place)\s?:\s*", re.IGNORECASE)
#: {name of an airport: its zone}
AIRPORTS: Final[Mapping[str, str]] = {name: zone for zone, names in words.AIRPORTS.items() for name in names.split()}


@dataclass(frozen=True)
class Flight:
    """What a line says of a flight. `arrives` and `departs` tell whose clock a single one is; both may be unsaid."""

    number: str
    origin: str
    destination: str
    arrives: bool
    departs: bool


def kind_of(title: str) -> str | None:
    """One of rules.ITEM_KINDS but for flights, as the words of a (narrow) title suggest; None where none does."""
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), None)


def flight_of(line: str) -> Flight | None:
    """The flight that a (narrow) line is about, if it is about one."""
    number = _NUMBER.search(line)
    unnumbered = rejoined(_CALLED.sub(",", _NUMBER.sub(",", line)))
    outside, inside = (
        _BRACKETS.sub(" ", unnumbered), " ".join(found["inside"] for found in _BRACKETS.finditer(unnumbered))
    )  # fmt: skip
    origin, destination = _ends(outside, inside)
    zones = [next((zone for name, zone in AIRPORTS.items() if name in end), None) for end in (origin, destination)]
    flies = _AIRPORT.search(line) is not None or (None not in zones and zones[0] != zones[1])
    by_land = _BY_LAND.search(line) is not None
    if number is None:
        short = _SHORT_NUMBER.search(line)
        number = short if short is not None and (short["said"] or flies or any(zones)) and not by_land else None
    if number is None and (not flies or by_land):
        return None
    return Flight(
        f"{number['line']}{number['no']}" if number is not None else "",
        origin,
        destination,
        bool(_ARRIVES.search(outside)),
        bool(_DEPARTS.search(outside)),
    )


def transport_of(line: str) -> str:
    """What a (narrow) line says that people ride, in its own words: 貸切バス, 高铁; "" where it says nothing."""
    found = _RIDES.search(line)
    return found[0].strip() if found is not None else ""


def rejoined(line: str) -> str:
    """A line out of which its clocks were cut, with 発 and 着 behind their places again: 羽田 9:00発 → 羽田発."""
    return _APART.sub(r"\g<end>", line)


def goes_abroad(line: str) -> bool:
    """Whether a (narrow) line says that its flight is an international one; the name of an airport does not say so."""
    return _ABROAD.search(line) is not None


def only_arrives(line: str) -> bool:
    """Whether a (narrow) line tells of an arrival and of nothing else: its one clock is the end of the way.

    秋田港着（貸切バス）, 抵达酒店, 호텔 도착; not 到着後 昼食.
    """
    outside = _BRACKETS.sub(" ", line).strip()
    return _ARRIVAL_ALONE.fullmatch(outside) is not None and _DEPARTS.search(outside) is None


def landing_of(line: str, expected: str) -> str | None:
    """Where a (narrow) line lands that tells of no flight by itself (仁川着, 到着): "" where it does not say.

    None for a line that is no arrival of a flight to `expected`; people also arrive at hotels.
    """
    outside = _BRACKETS.sub(" ", line)
    if _ARRIVES.search(outside) is None or _DEPARTS.search(outside) is not None or _BY_LAND.search(line) is not None:
        return None
    if _ALONE.fullmatch(outside):
        return ""
    name = _ends(outside, "")[1]
    known = any(airport in name for airport in AIRPORTS) or bool(expected and name and is_one_place(name, expected))
    return name if known else None


def is_one_place(name: str, other: str) -> bool:
    """Whether two names may be those of one end of a flight: one of them is not told, or holds the other."""
    one, two = (without_airport(text).lower() for text in (name, other))
    return not one or not two or one in two or two in one


def without_airport(name: str) -> str:
    """The town that an end of a flight is called by: 秋田 of 秋田空港."""
    return _AT_AIRPORT.sub("", name)


def _ends(outside: str, inside: str) -> tuple[str, str]:
    arrow = _ARROW.search(outside) or _ARROW.search(inside)
    if arrow is not None:
        return _bare(arrow["a"]), _bare(_last_stop(arrow["b"]))
    found = []
    for forms in (_FROM, _TO):
        named = (form.search(text) for text in (outside, inside) for form in forms)
        found.append(next((_bare(match["name"]) for match in named if match), ""))
    return found[0], found[1]


def _last_stop(name: str) -> str:
    return re.split(r"[→⇒➡-]", name)[-1].strip()


def _bare(name: str) -> str:
    """The place alone: without 発, 着, 출발 behind it."""
    return _ENDINGS.sub("", name.strip())


def zone_of(name: str, known: Mapping[str, str]) -> str | None:
    """Whose clock stands at a place of a flight: as the mission's own places tell (`known`), else as airports do."""
    for table in (known, AIRPORTS):
        for each, zone in table.items():
            if each in name:
                return zone
    return None


def is_place(narrowed: str) -> bool:
    """Whether words name a place, and not somebody's post. An airport is one by its town alone: 羽田."""
    named = without_airport(narrowed) in AIRPORTS or _PLACE.search(narrowed) is not None
    return named and _OFFICE.search(narrowed) is None


def is_where(text: str) -> bool:
    """Whether a cell, or what stands behind a wide space, tells where it is: a place, or a town alone."""
    return is_place(narrow(text)) or is_town(text)


def is_town(text: str) -> bool:
    """Whether a text is a town alone: 延吉市."""
    return _TOWN.fullmatch(text) is not None


def is_where_of(title: str, last: str) -> bool:
    """Whether the last word of a line tells where the rest of it is: a town, or the house of an event that the rest
    tells. Who is visited is in the title: 視察 秋田港, 表敬訪問 秋田県庁.
    """
    if _DONE.fullmatch(title) or _SAID_PLACE.search(f" {narrow(last)}"):
        return False
    return is_town(last) or (is_place(narrow(last)) and kind_of(narrow(title)) in _HELD_IN)


#: What takes place in a house that receives nobody.
_HELD_IN: Final = frozenset(
    {"leaders_talks", "signing", "matching", "reception", "meal", "seminar", "ceremony", "conference"}
)
_DONE: Final = re.compile(rf"(?:{words.BEFORE_HOSTS})")
_TOWN: Final = re.compile(r"\w{2,8}(?<!都)市|\w{2,8}[州县縣郡]|[가-힣]{2,6}[시군]")


def venue_in(text: str, narrowed: str) -> tuple[str, str]:
    """(title, venue): a place that stands in brackets at the end, or behind 場所, 地点, 장소, at, is taken out.

    A town in brackets tells where something is, but whom a bare 表敬訪問（延吉市） is paid to.
    """
    for found in reversed(list(_BRACKETS.finditer(narrowed))):
        inside, label = found["inside"], _LABEL.match(found["inside"])
        town = _TOWN.fullmatch(inside) is not None and not _DONE.fullmatch(narrowed[: found.start()].strip())
        if found.end() == len(narrowed.rstrip()) and (label is not None or town or is_place(inside)):
            return text[: found.start()].rstrip(), unlabelled(text[found.start("inside") : found.end("inside")])
    said = _SAID_PLACE.search(narrowed)
    if said is not None and said.start() > 0:
        return text[: said.start()].rstrip(" 　、,;"), text[said.start("where") : said.end("where")].strip()
    return text, ""


def unlabelled(text: str) -> str:
    """A place without the word in front of it (会場：県庁), and without what is told behind it there."""
    label = _LABEL.match(narrow(text))
    return re.split(r"[、,，;；]", text[label.end() :])[0].strip() if label is not None else text.strip()


def labelled(text: str) -> str:
    """The place of a line that tells of a place alone, with the word in front; "" for any other."""
    return unlabelled(text) if _LABEL.match(narrow(text)) is not None else ""


#: Somebody's post is no place: 産業労働部長, 副市長, 局长, 시장.
_OFFICE: Final = re.compile(
    r"(?:長|长|事|頭|头|主任|書記|书记|장|mayor|director|governor|head)(?:ほか|他|등|等)?$", re.IGNORECASE
)


def without_brackets(narrowed: str) -> str:
    """The words outside brackets, where there are any."""
    return _BRACKETS.sub(" ", narrowed).strip() or narrowed
