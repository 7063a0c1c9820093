"""A pasted text as rows of cells: tabs, commas, wide spaces, bars, HTML, or one cell a line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html.parser import HTMLParser
from typing import Final

from crm.interchange.rules.quoting import NotClosed, quoted_rows
from crm.interchange.rules.tables import cell, one_line

Known = Callable[[str], bool]

_FENCE: Final = re.compile(r"\s*(?:```|~~~)\w*\s*")
_QUOTED: Final = re.compile(r"(?:>+ ?)+")
_RULE: Final = re.compile(r"[\s|:+=\-─━┼│]*[-─━=]{2,}[\s|:+=\-─━┼│]*")
_COMMAS: Final = (",", "，", ";", "；", "、")
#: The wider the gap that parts a list well, the safer: 山田　太郎 has one wide space within the name.
_GAPS: Final = (r"[ \u00a0\u3000]{2,}|\t", r"\u3000+|[ \u00a0]{2,}|\t", r"[ \u00a0\u3000\t]+")
_OPENED: Final = re.compile(r"[(（][^()（）]*\Z")
_REMARK: Final = re.compile(r"[(（][^()（）]+[)）]")
#: Legal forms in brackets, which stand before a name: (株) 秋田商事.
_FORM: Final = re.compile(r"[(（](?:株|有|合|同|名|資|[一公]?社|[一公]?財|주|유|합|사|재)[)）]")
#: How many lines may be something else than the list: a greeting, a signature.
_MOST_OTHERS: Final = 0.4


def rows_of(text: str, known: Known) -> list[list[str]]:
    """The rows of a pasted list, each with its cells as typed; rows without any text are left out.

    `known` tells whether a cell is a heading: by it the right way to part the lines is found.
    """
    if "</td" in text.lower():
        return _filled(_html_rows(text))
    lines = _lines(text)
    if not lines:
        return []
    rows = _bars(lines) or _by_tabs(lines) or _stacked(lines, known) or _by_commas(lines) or _by_gaps(lines, known)
    return _filled(rows)


def _filled(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    found = ([one_line(cell(text)) for text in row] for row in rows)
    return [row for row in found if any(row)]


def _lines(text: str) -> list[str]:
    """The lines without marks of quoting, fences and drawn rules; empty ones stay, they may be cells."""
    lines = [line.rstrip("\r\n") for line in text.split("\n")]
    told = [line for line in lines if line.strip()]
    if told and sum(line.lstrip().startswith(">") for line in told) * 2 > len(told):
        lines = [_QUOTED.sub("", line.lstrip(), count=1) for line in lines]
    kept = [line for line in lines if not _FENCE.fullmatch(line) and not _RULE.fullmatch(line)]
    return kept if any(line.strip() for line in kept) else []


class _Cells(HTMLParser):
    """The cells of the tables in a piece of HTML; what stands in rows within cells is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True
        elif tag == "br" and self._open:
            self.rows[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def _html_rows(text: str) -> list[list[str]]:
    parser = _Cells()
    parser.feed(text)
    return parser.rows


def _bars(lines: Sequence[str]) -> list[list[str]]:
    """Cells between bars, as text mails and Markdown draw tables; [] where there are none."""
    told = [line.strip() for line in lines if line.strip()]
    barred = [line for line in told if line.count("|") + line.count("│") >= 2]
    if len(barred) < max(2, len(told) * (1 - _MOST_OTHERS)):
        return []
    return [[part.strip() for part in line.replace("│", "|").strip("|").split("|")] for line in barred]


def _by_tabs(lines: Sequence[str]) -> list[list[str]]:
    """Cells between tabs, as sheets give them: a cell with a break in it stands in quotation marks."""
    told = [line for line in lines if line.strip()]
    if sum("\t" in line for line in told) < max(1, len(told) * (1 - _MOST_OTHERS)):
        return []
    return _unquoted(lines, "\t")


def _unquoted(lines: Sequence[str], mark: str) -> list[list[str]]:
    """The cells of lines parted by a mark; quotation marks hold a cell together where each has its other one."""
    text = "\n".join(lines)
    opened = re.findall(rf'(?:^|{re.escape(mark)})\s*"', text, re.MULTILINE)
    if not opened or text.count('"') % 2:
        return [line.split(mark) for line in lines]
    try:
        return list(quoted_rows(text.splitlines(keepends=True), mark, skip_blanks=mark != "\t"))
    except NotClosed:
        return [line.split(mark) for line in lines]


def _stacked(lines: Sequence[str], known: Known) -> list[list[str]]:
    """A table of which each cell became a line: some headings one below the other, then the cells row by row."""
    told = [line.strip() for line in lines]
    first = next((place for place, line in enumerate(told) if known(line)), None)
    if first is None:
        return []
    filled = [line for line in told[first:] if line]
    width = next((place for place, line in enumerate(filled) if not known(line)), len(filled))
    if width < 2 or len(filled) < 2 * width:
        return []
    cells = filled
    if len(filled) % width:  # empty lines are cells, too
        cells = told[first:]
        while cells and not cells[-1]:
            cells.pop()
        cells += [""] * (-len(cells) % width)
        if any(not any(cells[place : place + width]) for place in range(0, len(cells), width)):
            return []
    return [cells[place : place + width] for place in range(0, len(cells), width)]


def _by_commas(lines: Sequence[str]) -> list[list[str]]:
    """Cells between commas of whichever kind most lines have; [] where they do not part a list."""
    told = [line for line in lines if line.strip()]
    for mark in _COMMAS:
        counts = [line.count(mark) for line in told]
        if sum(count >= (1 if mark == "," else 2) for count in counts) < max(1, len(told) * (1 - _MOST_OTHERS)):
            continue
        rows = _unquoted(told, mark)
        usual, times = Counter(map(len, rows)).most_common(1)[0]
        if usual >= 2 and times * 2 >= len(rows):
            return rows
    return []


def _by_gaps(lines: Sequence[str], known: Known) -> list[list[str]]:
    """Cells between wide spaces; the narrowest gap is a single one, where nothing else parts the headings."""
    told = [line.strip(" \u00a0\u3000\t") for line in lines if line.strip()]
    parted = [[_bracketed(re.split(gap, line)) for line in told] for gap in _GAPS]
    headed = [max((sum(map(known, row)) for row in rows[:20]), default=0) for rows in parted]
    width = max(headed)
    if width >= 2:  # the widest gap that parts the headings, and below them rows: the last cells of a row may be empty
        fits = [sum(len(row) * 2 >= width for row in rows) for rows in parted]
        fits = [fit if known_here == width else 0 for fit, known_here in zip(fits, headed, strict=True)]
        enough = max(fits) * (1 - _MOST_OTHERS)
        return next(rows for rows, fit in zip(parted, fits, strict=True) if fit >= enough)
    several = [sum(len(row) > 1 for row in rows) for rows in parted]
    return next((rows for rows, count in zip(parted, several, strict=True) if count * 2 >= len(told)), parted[0])


def _bracketed(row: Sequence[str]) -> list[str]:
    """The cells of a line, none of which ends within brackets: 太郎（やまだ and たろう） are one. A remark that is all
    brackets goes with the name before it: 太郎 (YAMADA Taro)."""
    whole: list[str] = []
    for piece in row:
        if whole and _OPENED.search(whole[-1]):
            whole[-1] = f"{whole[-1]} {piece}"
        else:
            whole.append(piece)
    if any(map(_OPENED.search, whole)):
        return list(row)  # a bracket that nothing closes
    found: list[str] = []
    for piece in whole:
        if found and _REMARK.fullmatch(piece) and not _FORM.fullmatch(piece):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found
