"""Papers against what was typed: each fact that they have to tell, and no day, clock, amount or name besides."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.contacts.rules import letters_of_kana
from crm.core import clock
from tests.journeys.papers import Told, tells
from tests.journeys.rows import Together, compare_rows
from tests.journeys.stops import Stop
from tests.journeys.walking import squeezed

_WEEKDAYS = {"月一": 0, "火二": 1, "水三": 2, "木四": 3, "金五": 4, "土六": 5, "日": 6}
_DATED = re.compile(r"(?<!\d)(?P<era>平成|令和)?(?P<year>\d{1,4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_WITHOUT_YEAR = re.compile(
    r"(?<![\d年])(?P<month>\d{1,2})(?:月|/)(?P<day>\d{1,2})日?\s*（周?(?P<weekday>[月火水木金土日一二三四五六])）"
)
_WEEKDAY = re.compile(r"年(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s*（周?(?P<weekday>[月火水木金土日一二三四五六])）")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d\d(?![\d:])")
_AMOUNT = re.compile(r"(?<![\d,])(\d[\d,]*)\s*(?:円|日元)")
_ERAS = {"平成": 1988, "令和": 2018, None: 0}
#: How names look where a space divides them: Japanese ones, kana, Latin letters; a piece of text is nothing else.
_NAMES = (
    re.compile(r"[一-鿿々]{1,3}[ \u3000][一-鿿々ぁ-ゖ]{1,4}"),
    re.compile(r"[ぁ-ゖ]{2,}[ \u3000][ぁ-ゖ]{2,}"),
    re.compile(r"[A-ZÜ]{2,} [A-ZÜ]{2,}"),
)


#: What stands in front of a wide space and is nobody's name.
_HEADINGS = ("別紙",)


@dataclass(frozen=True)
class Known:
    """What was typed, and what follows from it. `names` of people and `texts` are without blanks."""

    days: frozenset[date]
    clocks: frozenset[str]
    amounts: frozenset[int]
    names: frozenset[str]
    texts: str = ""  #: what else was typed: a title may look like a name


def known(
    *, days: Iterable[date], stops: Iterable[Stop], clocks: Iterable[str] = (), amounts: Iterable[int] = (),
    names: Iterable[str], texts: Iterable[str] = (),
) -> Known:  # fmt: skip
    """What may stand on the papers of a mission: the clocks of its stops are told on both sides' clocks."""
    listed = list(stops)
    told = {clock for stop in listed for text in (stop.clocks, stop.beside) for clock in _CLOCK.findall(text)}
    hosts = [stop.more[field] for stop in listed for field in ("host_name", "host_reading") if field in stop.more]
    people = {squeezed(name) for name in [*names, *hosts]}
    typed = [text for stop in listed for text in (stop.title, stop.zh, *stop.more.values())]
    return Known(
        frozenset(days), frozenset(told | set(clocks)), frozenset(amounts), frozenset(people),
        squeezed("|".join([*typed, *texts])),
    )  # fmt: skip


def printed_on() -> list[date]:
    """The day of what is printed now; it may have been printed before midnight."""
    today = clock.today("Asia/Tokyo")
    return [today, today - timedelta(days=1)]


def spelled(reading: str) -> list[str]:
    """A Japanese reading as papers write it: in kana, and in letters."""
    return [reading, letters_of_kana(reading)]


def compare(told: Told, facts: Iterable[str], typed: Known, *rows: Sequence[Together]) -> None:
    """Each of the facts stands in the paper, and each day, clock, amount and name that stands there was typed.

    `rows` are the tables of which each row has to stand together.
    """
    tells(told, facts)
    compare_rows(told.rows, *rows)
    strange = [f"{sort}: {text}" for sort, find in _FINDERS.items() for text in find(told, typed)]
    assert strange == [], f"nobody typed {strange}: {told.pieces}"


def _strange_days(told: Told, typed: Known) -> Iterator[str]:
    short = {(day.month, day.day): day for day in typed.days}
    for found in _DATED.finditer(told.pieces):
        year = _ERAS[found["era"]] + int(found["year"])
        if (found["era"] or year > 1000) and date(year, int(found["month"]), int(found["day"])) not in typed.days:
            yield found[0]
    for pattern in (_WITHOUT_YEAR, _WEEKDAY):
        for found in pattern.finditer(told.pieces):
            day = short.get((int(found["month"]), int(found["day"])))
            if day is None or not any(
                found["weekday"] in signs and day.weekday() == n for signs, n in _WEEKDAYS.items()
            ):
                yield found[0]


def _strange_clocks(told: Told, typed: Known) -> Iterator[str]:
    return (clock for clock in _CLOCK.findall(told.pieces) if clock not in typed.clocks)


def _strange_amounts(told: Told, typed: Known) -> Iterator[str]:
    sums = typed.amounts | {0}  # where nothing was budgeted
    return (text for text in _AMOUNT.findall(told.pieces) if int(text.replace(",", "")) not in sums)


def _strange_names(told: Told, typed: Known) -> Iterator[str]:
    patterns = _NAMES[1:] if told.as_set else _NAMES  # 役職 役割 are two heads of a table
    for piece in map(str.strip, re.split(r"[\n（）()、：·]", told.pieces)):
        shaped = any(pattern.fullmatch(piece) for pattern in patterns) and piece.split()[0] not in _HEADINGS
        parts = {squeezed(piece), *piece.split()}  # a post may stand behind a name without a space of its own
        if shaped and not parts & typed.names and squeezed(piece) not in typed.texts:
            yield piece


_FINDERS: dict[str, Callable[[Told, Known], Iterator[str]]] = {
    "day": _strange_days, "clock": _strange_clocks, "amount": _strange_amounts, "name": _strange_names,
}  # fmt: skip
