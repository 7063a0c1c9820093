"""Papers against what was typed: each fact that they have to tell, and no day, clock, amount or name besides."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from types import ModuleType
from unicodedata import normalize

from babel.support import Translations

from crm.contacts.rules import hangul_of_kana, letters_of_kana
from crm.core import clock, posts
from crm.core.languages import LOCALES
from tests.journeys.papers import Told, tells
from tests.journeys.rows import Together, compare_rows
from tests.journeys.stops import Stop
from tests.journeys.walking import squeezed
from tools.steps import ROOT

LANGUAGES = ("ja", "zh-Hans", "ko", "en")
#: (kind, reader) of the packs.
_PACKS = (
    ("briefing", "leader"), ("briefing", "member"), ("briefing", "host"), ("briefing", "interpreter"),
    ("pocket", "member"), ("briefing", "office"),
)  # fmt: skip
#: (kind, reader, language) of the packs that one walk reads, and the other: each pack in each language in one of them.
#: What a pack tells and in which words does not depend on each other; and each walk reads each pack and each language.
PACKS_OF_2015, PACKS_OF_2013 = (
    [
        (*pack, language)
        for row, pack in enumerate(_PACKS)
        for column, language in enumerate(LANGUAGES)
        if (row + column) % 2 == odd
    ]
    for odd in (0, 1)
)
#: The same of (kind, language) of the reports, which each walk reads in Japanese besides, typed out.
REPORTS_OF_2015 = (("short", "zh-Hans"), ("full", "ko"), ("short", "en"))
REPORTS_OF_2013 = (("full", "zh-Hans"), ("short", "ko"), ("full", "en"))
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
#: The days of the censuses that the facts of a city are from.
CENSUS = ("2020-10-01", "2020-11-01")
_ERAS = {"平成": 1988, "令和": 2018, None: 0}
#: How names look where a space divides them: Japanese ones, kana, Latin letters; a piece of text is nothing else.
_NAMES = (
    re.compile(r"[一-鿿々]{1,3}[ \u3000][一-鿿々ぁ-ゖ]{1,4}"),
    re.compile(r"[ぁ-ゖ]{2,}[ \u3000][ぁ-ゖ]{2,}"),
    re.compile(r"[A-ZÜ]{2,} [A-ZÜ]{2,}"),
)
#: What parts names from each other and from their readings.
_BETWEEN = re.compile(r"[\n\t→（）()［］\[\]、：:·・,，/／×]")
#: What stands behind a name without a space in letters to its bearer.
_BEHIND = ("様", "님")
#: What speeches and phrases count with.
_NUMERALS = "一二三四五六七八九十百千万"


@dataclass(frozen=True)
class Known:
    """What was typed, and what follows from it. `names` of people and `texts` are without blanks."""

    days: frozenset[date]
    clocks: frozenset[str]
    amounts: frozenset[int]
    names: frozenset[str]
    texts: str = ""  #: what else was typed: a title may look like a name
    pieces: frozenset[str] = frozenset()  #: the same and the names piece by piece, plain

    @cached_property
    def plain_names(self) -> frozenset[str]:
        return frozenset(map(plain, self.names))


def known(
    *, days: Iterable[date], stops: Iterable[Stop], clocks: Iterable[str] = (), amounts: Iterable[int] = (),
    names: Iterable[str], texts: Iterable[str] = (), desk: Iterable[str] = (),
) -> Known:  # fmt: skip
    """What may stand on the papers of a mission: the clocks of its stops are told on both sides' clocks.

    `desk` is whatever else lies on the desk: addresses, minutes, lists.
    """
    listed = list(stops)
    told = {clock for stop in listed for text in (stop.clocks, stop.beside) for clock in _CLOCK.findall(text)}
    hosts = [stop.more[field] for stop in listed for field in ("host_name", "host_reading") if field in stop.more]
    everybody = [*names, *hosts]
    typed = [text for stop in listed for text in (stop.title, stop.zh, stop.ko, stop.en, *stop.more.values())]
    typed += texts
    pieces = {plain(piece) for text in [*everybody, *typed, *desk] for piece in [text, *_BETWEEN.split(text)]}
    return Known(
        frozenset(days), frozenset(told | set(clocks)), frozenset(amounts), frozenset(map(squeezed, everybody)),
        squeezed("|".join(typed)), frozenset(pieces),
    )  # fmt: skip


def strings_in(value: object) -> Iterator[str]:
    """Every text of what lies on the desk: of a module, a list, a table, a line of a programme."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, ModuleType):
        own = (each for name, each in vars(value).items() if not name.startswith("_"))
        yield from strings_in([each for each in own if not isinstance(each, ModuleType)])
    elif isinstance(value, Mapping):
        yield from strings_in([*value, *value.values()])
    elif isinstance(value, Iterable):
        yield from (text for each in value for text in strings_in(each))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from strings_in([getattr(value, each.name) for each in fields(value)])


@cache
def plain(text: str) -> str:
    """A text without blanks, capitals and the tones of pinyin."""
    toneless = re.sub("[\u0300-\u036f]", "", normalize("NFD", text))
    return squeezed(normalize("NFC", toneless)).casefold()


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
    """Names by their shape in what was set; where elements tell what is a name, whatever stands there."""
    for piece in map(str.strip, re.split(r"[\n（）()、：·]", told.pieces)):
        shaped = any(pattern.fullmatch(piece) for pattern in _NAMES)
        parts = {squeezed(piece), *piece.split()}  # a post may stand behind a name without a space of its own
        if shaped and not parts & typed.names and squeezed(piece) not in typed.texts and not _is_said(piece, typed):
            yield piece
    for text in (text for text in told.named if not _is_ours(text)):
        # What has a digit is a day, a number or a line of minutes, none of which is a name.
        pieces = (piece.strip() for piece in _BETWEEN.split(text) if not re.search(r"\d", piece))
        yield from (piece for piece in pieces if any(map(str.isalpha, piece)) and not _is_typed(piece, typed))


def _is_typed(piece: str, typed: Known) -> bool:
    """Whether all of a piece was typed, or is a name that was, with what papers write around one."""
    bare = plain(piece)
    if bare in typed.pieces or _is_ours(piece):
        return True
    around = (bare.replace(name, "", 1).removesuffix("様") for name in typed.plain_names if name in bare)
    return any(rest in {"", *_BEHIND} | typed.pieces or _is_ours(rest) for rest in around)


def _is_said(piece: str, typed: Known) -> bool:
    """Whether each word of a line is no name: 役職 役割 are two heads of a table, 用務地 延吉市 one with its cell."""
    return all(plain(word) in typed.pieces or _is_ours(word) for word in piece.split())


def _is_ours(text: str) -> bool:
    """Whether it is something that the product itself says."""
    return plain(text) in _words_of_ours()


@cache
def _words_of_ours() -> frozenset[str]:
    """Every message in every language, the table of posts, weekdays and numerals.

    Messages whole, or what stands in wide brackets: 김철수 is an example in the form of a person.
    """
    found = {word for _rank, title in posts.TITLES for word in title.values()}
    found |= {sign for signs in _SIGNS for sign in signs} | {f"周{signs[1]}" for signs in _SIGNS} | set(_NUMERALS)
    for language in LANGUAGES:
        catalogue = Translations.load(ROOT / "translations", [LOCALES[language]])
        told: dict[str | tuple[str, int], str] = getattr(catalogue, "_catalog", {})  # gettext shows it to nobody
        found |= {*told.values(), *(text for text in told if isinstance(text, str))}
    return frozenset(plain(piece) for text in found for piece in [text, *re.split("[\u3000（）]", text)])


_FINDERS: dict[str, Callable[[Told, Known], Iterator[str]]] = {
    "day": _strange_days, "clock": _strange_clocks, "amount": _strange_amounts, "name": _strange_names,
}  # fmt: skip
