"""Papers against what was typed: each fact that they have to tell, and no day, clock, amount or name besides."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.contacts.rules import hangul_of_kana, letters_of_kana
from crm.core import clock
from tests.journeys.papers import Told, tells
from tests.journeys.rows import Together, compare_rows
from tests.journeys.stops import Stop
from tests.journeys.walking import squeezed

LANGUAGES = ("ja", "zh-Hans", "ko", "en")
#: The weekdays in each of them.
_SIGNS = (
    ("月", "一", "월", "Mon"), ("火", "二", "화", "Tue"), ("水", "三", "수", "Wed"), ("木", "四", "목", "Thu"),
    ("金", "五", "금", "Fri"), ("土", "六", "토", "Sat"), ("日", "日", "일", "Sun"),
)  # fmt: skip
_WEEKDAYS = {sign: number for number, signs in enumerate(_SIGNS) for sign in signs}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGN = "[月火水木金土日一二三四五六월화수목금토일]"
#: Days as each language writes them, with or without year and weekday: 平成25年12月10日（火）, 12/10 周二,
#: 12월 10일(화), Tue 10 Dec 2013.
_DAYS = (
    re.compile(
        r"(?<!\d)(?:(?P<era>平成|令和)?(?P<year>\d{1,4})[年년]\s*)(?P<month>\d{1,2})[月월]\s*(?P<day>\d{1,2})[日일]"
        rf"(?:\s*[（(]周?(?P<weekday>{_SIGN})[）)])?"
    ),
    re.compile(
        r"(?<![\d年/])(?<!년 )(?P<month>\d{1,2})(?:[月월]\s*|/)(?P<day>\d{1,2})[日일]?"
        rf"(?:\s*[（(]周?|\s周)(?P<weekday>{_SIGN})"
    ),
    re.compile(
        rf"(?:(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?(?<!\d)(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(_MONTHS)})"
        r"[a-z]*(?:,?\s(?P<year>\d{4}))?"
    ),
)
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d\d(?![\d:])")
_AMOUNT = re.compile(r"(?:(?<![\d,])(\d[\d,]*)\s*(?:円|日元|엔)|JPY\s(\d[\d,]*))")
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
    typed = [text for stop in listed for text in (stop.title, stop.zh, stop.ko, stop.en, *stop.more.values())]
    return Known(
        frozenset(days), frozenset(told | set(clocks)), frozenset(amounts), frozenset(people),
        squeezed("|".join([*typed, *texts])),
    )  # fmt: skip


def printed_on() -> list[date]:
    """The day of what is printed now; it may have been printed before midnight."""
    today = clock.today("Asia/Tokyo")
    return [today, today - timedelta(days=1)]


def day_in(language: str, day: date) -> str:
    """A day with year and weekday, as packs write it over its items."""
    sign = _SIGNS[day.weekday()][LANGUAGES.index(language)]
    if language == "en":
        return f"{sign} {day.day} {_MONTHS[day.month - 1]} {day.year}"
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일({sign})"
    return f"{day.year}年{day.month}月{day.day}日（{'周' if language == 'zh-Hans' else ''}{sign}）"


def in_yen(language: str, yen: int) -> str:
    """An amount as papers write it."""
    return {"ja": f"{yen:,}円", "zh-Hans": f"{yen:,}日元", "ko": f"{yen:,}엔", "en": f"JPY {yen:,}"}[language]


def numbered_day(language: str, number: int, day: date) -> str:
    """The heading of a day of the programme: 2日目 2015年10月28日（水）."""
    count = {"ja": f"{number}日目", "zh-Hans": f"第{number}天", "ko": f"{number}일차", "en": f"Day {number}"}
    return f"{count[language]} {day_in(language, day)}"


def spelled(reading: str) -> list[str]:
    """A Japanese reading as papers write it: in kana, in letters, and in Korean ones."""
    return [reading, letters_of_kana(reading), hangul_of_kana(reading)]


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
    for pattern in _DAYS:
        for found in pattern.finditer(told.pieces):
            parts = {"era": None, "year": None} | found.groupdict()
            named = str(parts["month"])
            month, day = int(named) if named.isdigit() else _MONTHS.index(named) + 1, int(str(parts["day"]))
            year = _ERAS[parts["era"]] + int(parts["year"]) if parts["year"] else 0
            meant = date(year, month, day) if year > 1000 else short.get((month, day))
            wrong = meant is not None and parts["weekday"] and meant.weekday() != _WEEKDAYS[parts["weekday"]]
            if meant not in typed.days or wrong:
                yield found[0]


def _strange_clocks(told: Told, typed: Known) -> Iterator[str]:
    return (clock for clock in _CLOCK.findall(told.pieces) if clock not in typed.clocks)


def _strange_amounts(told: Told, typed: Known) -> Iterator[str]:
    sums = typed.amounts | {0}  # where nothing was budgeted
    amounts = ("".join(found) for found in _AMOUNT.findall(told.pieces))
    return (text for text in amounts if int(text.replace(",", "")) not in sums)


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
