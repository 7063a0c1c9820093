"""Papers row by row: what stands beside what, and under which day.

A fact that is looked for alone is also found beside the wrong item. Here a row of what was typed is looked for in one
row of a table, or in one line of text, and no row tells of one item or person what was typed of another.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lxml import etree, html
from lxml.html import HtmlElement

from tests.journeys.walking import squeezed

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:[月월]|/)(\d{1,2})(?!\d)")
_ENGLISH_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})({'|'.join(_MONTHS)})")
_DAY_ALONE = re.compile(
    r"(?:\d日目|第\d天|\d일차|Day\d)?(?:(?:平成|令和)?\d{1,4}[年년])?\d{1,2}(?:[月월]|/)\d{1,2}[日일]?(?:[（(]周?.[)）]|周.)?(?:\d日目)?"
    rf"|(?:Day\d)?(?:[A-Z][a-z]{{2}})?\d{{1,2}}(?:{'|'.join(_MONTHS)})[a-z]*(?:\d{{4}})?"
)
_HEADS = ("h1", "h2", "h3", "h4", "caption")
_LINES = ("tr", "li", "p", "dd", *_HEADS)
_INTERPRETS = ("通訳：", "口译：", "통역:", "Interpreter:")
_BOXES = ("slot", "badge", "face")  # an item of the pocket programme, a badge, a side of a name tent

Day = tuple[int, int]  # month and day


@dataclass(frozen=True)
class Row:
    """A row of a table or a line of a paper, without blanks, and the days that it stands under or names."""

    text: str
    days: frozenset[Day] = frozenset()


@dataclass(frozen=True)
class Together:
    """A row of what was typed: the name of an item or a person, and what has to stand beside it."""

    name: str
    beside: tuple[str, ...] = ()
    day: date | None = None

    @cached_property  # each is looked for in hundreds of rows
    def bare(self) -> str:
        return squeezed(self.name)

    @cached_property
    def bare_beside(self) -> list[str]:
        return [squeezed(each) for each in self.beside]

    def is_named(self, row: Row) -> bool:
        return self.bare in row.text

    def interprets_in(self, row: Row) -> bool:
        """Whether a row names somebody as the interpreter alone: what else stands in it is told of others."""
        return any(f"{label}{self.bare}" in row.text for label in _INTERPRETS)

    def is_told(self, row: Row) -> bool:
        return (
            self.is_named(row)
            and all(each in row.text for each in self.bare_beside)
            and (self.day is None or (self.day.month, self.day.day) in row.days)
        )


def compare_rows(rows: Sequence[Row], *tables: Sequence[Together]) -> None:
    """Each row of the tables that were typed is one of the paper, and none of it tells of one what belongs to another.

    A line that names several, such as a day in brief, counts for those alone beside which nothing has to stand. A row
    of one table, such as a talk with its interpreter, tells nothing wrong of the interpreter in the table of people.
    """
    right = {id(row) for row in rows for table in tables for each in table if each.is_told(row)}
    for table in tables:
        named = [(row, [each for each in table if each.is_named(row)]) for row in rows]
        lacking = [
            each
            for each in table
            if not any(each.is_told(row) for row, found in named if found == [each] or not each.beside)
        ]
        assert lacking == [], f"{lacking} in no row of: {[row for row, found in named if found]}"
        alone = [(row, found[0]) for row, found in named if len(found) == 1 and id(row) not in right]
        alone = [(row, own) for row, own in alone if not own.interprets_in(row)]
        mixed = [(own, row) for row, own in alone if _is_of_another(row, own, table)]
        assert mixed == [], f"told of another: {mixed}"


def _is_of_another(row: Row, own: Together, table: Sequence[Together]) -> bool:
    """Whether a row that names one lacks what belongs to it and has in its place what belongs to another."""
    rest = row.text
    for mine in filter(None, (own.bare, *own.bare_beside)):
        rest = rest.replace(mine, "|")  # 이사 (director) stands in 사토시, too
    for place, mine in enumerate(own.bare_beside):
        others = {each.bare_beside[place] for each in table}
        if mine not in row.text and any(other in rest and other not in mine for other in others):
            return True
    return False


def rows_of(page: HtmlElement) -> list[Row]:
    """The rows and lines of a page in their order."""
    return list(_walk(page))


def _walk(page: HtmlElement) -> Iterator[Row]:
    under = heading = frozenset[Day]()
    for element in page.iter("table", "div", *_LINES):
        text = _text(element)
        if element.tag == "table":
            under = heading
        elif element.tag in _HEADS:
            under = heading = _days(text)
        elif element.tag == "tr" and _DAY_ALONE.fullmatch(first := _text(next(element.iter("td", "th"), element))):
            under = _days(first)  # also of the next rows, whose first cell is empty or a clock
        is_line = element.tag in _LINES and next(element.iterdescendants("tr", "li"), None) is None
        if is_line or element.tag == "div" and set((element.get("class") or "").split()) & set(_BOXES):
            yield Row(text, under | _days(text))
        if element.tag == "tr":  # the items of a day may stand below each other in one cell
            lines = [squeezed(line) for cell in element for line in re.split("[\n\v]", "".join(_pieces(cell)))]
            yield from (Row(line, under | _days(line)) for line in lines if len(lines) > len(element))


def _text(element: HtmlElement) -> str:
    return squeezed("".join(_pieces(element)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The texts of an element; a break of a line is a blank of its own."""
    if element.tag in ("style", "svg"):
        return
    if element.tag == "br":
        yield "\v"
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def _days(text: str) -> frozenset[Day]:
    english = {(_MONTHS.index(month) + 1, int(day)) for day, month in _ENGLISH_DAY.findall(text)}
    return frozenset(english | {(int(month), int(day)) for month, day in _DAY.findall(text)})


def rows_of_word(body: etree._Element) -> list[Row]:
    """The same of a document of Word."""
    names = {"tbl": "table", "tr": "tr", "tc": "td", "p": "p", "br": "br"}

    def as_page(element: etree._Element) -> HtmlElement:
        name = names.get(etree.QName(element).localname, "span")
        styles = element.xpath("*[local-name()='pPr']/*[local-name()='pStyle']/@*") if name == "p" else []
        made = html.Element("h3" if any(str(style).startswith("Heading") for style in styles) else name)
        made.text = element.text
        made.extend(as_page(child) for child in element)
        return made

    return rows_of(as_page(body))
