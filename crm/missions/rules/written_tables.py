"""A programme that is pasted as a table: the columns of day, clock, what takes place, place and kind.

Only a heading row tells that. What a column of no known heading says is part of what takes place, so that nothing is
lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from crm.missions.rules.written_days import narrow

DAY, CLOCK, WHAT, PLACE, KIND = "day", "clock", "what", "place", "kind"
_HEADINGS: Final = {
    DAY: "日付 期日 月日 年月日 日時 日にち 日期 日 날짜 일자 일시 date day",
    CLOCK: "時刻 時間 時間帯 时间 时刻 時程 시간 시각 time hours",
    WHAT: (
        "内容 行程 項目 行事 用務 日程 日程内容 行事内容 活动 活动内容 行程安排 日程安排 事项 내용 일정 행사 세부일정 "
        "item items programme program event activity description contents"
    ),
    PLACE: "場所 会場 開催場所 開催地 地点 场所 场地 장소 place venue location where",
    KIND: "種別 種類 区分 类型 类别 种类 구분 종류 kind type category",
}
_MEANINGS: Final = {word: meaning for meaning, words in _HEADINGS.items() for word in words.split()}
_SAME: Final = re.compile(
    r"[\s(]*(?:同上|同前|上同|同左|〃|々|″|〞|''|\"|상동|위와 같음|same(?: as above)?|ditto)[\s)]*", re.I
)


@dataclass(frozen=True)
class WrittenLine:
    """A line of a programme; the row of a table tells apart what its columns say."""

    number: int  #: from 1
    text: str  #: as it was pasted
    told: str  #: day, clocks and what takes place
    place: str = ""
    kind: str = ""


def is_same(words: str) -> bool:
    """Whether words only say that it is as in the line above: 同上, 〃, same."""
    return _SAME.fullmatch(narrow(words)) is not None


def lines(text: str) -> Iterator[WrittenLine]:
    """The lines of a text, the rows below a heading row with their columns apart; that row itself is no line."""
    columns: Sequence[str] = ()
    above = {PLACE: "", KIND: ""}
    for number, line in enumerate(text.splitlines(), 1):
        whole = line.strip().strip("|").strip()
        cells = _cells(line)
        if headings := _headings(cells):
            columns = headings
            continue
        if not 1 < len(cells) <= len(columns):
            yield WrittenLine(number, whole, whole)
            continue
        row = list(zip(columns, cells, strict=False))
        for meaning in above:
            said = next((cell for column, cell in row if column == meaning), "")
            above[meaning] = above[meaning] if is_same(said) else said
        told = "\t".join(cell for column, cell in row if column not in above and cell and not is_same(cell))
        yield WrittenLine(number, whole, told, above[PLACE], above[KIND])


def _cells(line: str) -> list[str]:
    """The cells of the row of a table, the empty ones as well; [] for a line of words."""
    marked = line.strip()
    if marked.startswith("|"):
        return [cell.strip() for cell in marked[1:].removesuffix("|").split("|")]
    mark = "\t" if "\t" in line else "|"
    return [cell.strip() for cell in line.split(mark)] if mark in line else []


def _headings(cells: Sequence[str]) -> list[str]:
    """What each column means, where cells are the headings of a programme; [] where they are none."""
    found = [_MEANINGS.get(narrow(cell).lower(), "") for cell in cells]
    return found if WHAT in found and len(set(found) - {""}) > 1 else []
