"""A sheet as people make it → headings and rows: titles, two-row headings, 〃, strange characters."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: Stands in a cell and means the cell above.
DITTOS: Final = frozenset({"〃", "々", "″", "”", "同上", "同", "同左", "〻", '"', "上同", "상동", "위와 같음"})
_LEFT: Final = "同左"
_NAME_PARTS: Final = ("姓", "名", "성", "명", "이름", "氏")
_SEARCHED: Final = 20  #: lines in which the headings are looked for
#: Two rows are one heading only when the lower one fills gaps or parts of the upper one.
_BREAKS = re.compile(r"[\r\n\u2028\u2029\x0b\x0c]+")
#: What a spreadsheet shows where a formula failed: nothing anybody typed.
_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b\u2060]"
)


@dataclass(frozen=True)
class Header:
    """Where the headings stand: the first line of data is `first`; lines count from 0, -1 is a table without any."""

    line: int
    first: int
    headings: tuple[str, ...]


def is_error(text: str) -> bool:
    """Whether a cell is what a spreadsheet shows where a formula failed."""
    return "#" in text and text.strip() in _ERRORS


def cell(text: str) -> str:
    """A cell as it is kept: NFC, no controls, lone surrogates or direction marks, no blanks around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _UNWRITABLE.sub("", unicodedata.normalize("NFC", text.replace("\x85", "\n")))
    return text.strip(" \t\r\n\u00a0\u3000")


def one_line(text: str) -> str:
    """Line breaks inside a cell as spaces."""
    return _BREAKS.sub(" ", text).strip() if not text.isascii() or not text.isprintable() else text


def find_header(rows: Sequence[Sequence[str]], known: Callable[[str], bool]) -> Header:
    """The line with the most known headings among the first ones; the first line with text when none is known.

    Notes and titles above it do not count. A second line that goes on with the headings is joined to the first.
    """
    scores = [sum(known(one_line(text)) for text in row if text) for row in rows[:_SEARCHED]]
    best = max(scores, default=0)
    if best:
        line = scores.index(best)
        if line and scores[line - 1] and _completes(rows[line - 1], rows[line]):
            line -= 1
    else:
        line = next((place for place, row in enumerate(rows) if sum(map(bool, row)) >= 2), None) or next(
            (place for place, row in enumerate(rows) if any(row)), 0
        )
    if not rows:
        return Header(0, 0, ())
    return header_at(rows, line, known)


def header_at(rows: Sequence[Sequence[str]], line: int, known: Callable[[str], bool]) -> Header:
    """The headings from `line` on, two rows joined where the second goes on with the first.

    Where there are none the columns are called as spreadsheets call them: A, B, …, AA.
    """
    if line < 0:
        return Header(-1, 0, tuple(map(_letters, range(max(map(_width, rows), default=0)))))
    upper = [one_line(text) for text in rows[line]]
    below = [one_line(text) for text in rows[line + 1]] if line + 1 < len(rows) else []
    if _two_rows(upper, below, known):
        return Header(line, line + 2, _named(_joined(upper, below, known), rows[line + 2 :]))
    return Header(line, line + 1, _named(upper, rows[line + 1 :]))


def _letters(place: int) -> str:
    tens, ones = divmod(place, 26)
    return (_letters(tens - 1) if tens else "") + chr(ord("A") + ones)


def _completes(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the lower row only stands where the upper one is empty or spans several columns."""
    return "" in list(upper) and any(upper)


def _two_rows(upper: Sequence[str], below: Sequence[str], known: Callable[[str], bool]) -> bool:
    width = max(len(upper), len(below))
    pairs = [(_at(upper, place), _at(below, place)) for place in range(width)]
    gaps = [low for high, low in pairs if not high and low]
    data = any(re.search(r"\d{3}|@", low) for low in below)
    return bool(gaps) and sum(map(known, gaps)) * 2 >= len(gaps) and not data


def _joined(upper: Sequence[str], below: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """電話 over 会社, 携帯 → 会社電話, 携帯電話; 担当者 over 姓, 名 → 姓, 名; else the lower word, or both."""
    result, span = [], ""
    for place in range(max(len(upper), len(below))):
        high, low = _at(upper, place), _at(below, place)
        span = high or span
        if not low:
            result.append(high)
        elif low not in _NAME_PARTS and (joined := [word for word in (low + span, span + low) if known(word)]):
            result.append(joined[0])
        else:
            result.append(low if known(low) or span in ("", low) else f"{span} {low}")
    return result


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _named(headings: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The headings without empty ones at the end, unless something stands below them: it can be assigned, too."""
    last = max((_width(row) for row in (headings, *below)), default=0)
    return tuple(_at(headings, place) for place in range(last))


def _width(row: Sequence[str]) -> int:
    """How many cells a row has up to the last one with text."""
    return max((place for place, text in enumerate(row, start=1) if text), default=0)


def body(rows: Iterable[tuple[int, Sequence[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """The data below the headings: empty lines left out, 〃 replaced by what it stands for; `width` cells each, more
    where a row goes on behind the headings."""
    above: list[str] = [""] * width
    for number, row in rows:
        cells = [*row[: max(width, _width(row))], *[""] * (width - len(row))]
        if not any(cells):
            continue
        for place, text in enumerate(cells):
            if text in DITTOS:
                cells[place] = cells[place - 1] if text == _LEFT and place else _at(above, place)
        above = cells
        yield number, cells
