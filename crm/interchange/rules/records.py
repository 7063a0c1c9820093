"""A pasted table: its cells, and what its columns mean."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from zlib import crc32

from crm.core.errors import Refused
from crm.core.texts import Text, enumerated
from crm.interchange import columns
from crm.interchange.rules.quoting import NotClosed, quoted_rows

LONGEST: Final = 200_000  #: characters
MOST_ROWS: Final = 500
_LONG_NUMBER: Final = 9  #: digits that no row has
#: The number of a row, and two digits for each of its cells.
_NUMBERED: Final = re.compile(rf"([0-9]{{1,{_LONG_NUMBER}}})\.((?:[0-9a-f]{{2}})*)")
_NOTHING: Final = "00"  #: the digits of an empty cell
#: Line ends of every kind: as "\n" they are quoted, and the cell stays whole where the text is typed again.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PARTED = re.compile("[、,，;；/／\n]")


@dataclass(frozen=True)
class PastedTable:
    """Headings as typed, what each column means ("" where that is not known), and the rows that hold something."""

    headings: Sequence[str]
    names: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    @property
    def ignored(self) -> list[str]:
        """The headings of columns that are left out."""
        return [heading for heading, name in zip(self.headings, self.names, strict=True) if heading and not name]

    def beyond(self, cells: Sequence[str]) -> bool:
        """Whether cells of a row stand behind the last heading: nobody knows what they mean."""
        return any(cells[len(self.headings) :])

    def unheaded(self, cells: Sequence[str]) -> bool:
        """Whether a row says something in a column whose heading is empty."""
        return any(cell for heading, cell in zip(self.headings, cells, strict=False) if not heading)

    def said(self, cells: Sequence[str]) -> dict[str, str]:
        """{column: cell} of a row."""
        return {name: cell for name, cell in zip(self.names, cells, strict=False) if name}

    def with_rows(self, numbers: set[int]) -> str:
        """The table with some of its rows alone, as text."""
        return written([self.headings, *(cells for number, cells in self.rows if number in numbers)])


@dataclass(frozen=True)
class WantedTable:
    """What a table must be: what headings mean, what columns are called, those it cannot be without, and those of which
    it needs any."""

    meanings: Mapping[str, str]  #: {folded heading: column}
    labels: Mapping[str, str]
    needed: Sequence[str]
    one_of: Sequence[str] = ()

    def check(self, told: Collection[str]) -> None:
        """Refused with the names of what is lacking."""
        if lacking := [Text(self.labels[name]) for name in self.needed if name not in told]:
            raise Refused(Text("The table lacks columns that it needs: %(names)s.", names=enumerated(lacking)), "table")
        if self.one_of and not set(self.one_of) & set(told):
            names = enumerated([Text(self.labels[name]) for name in self.one_of])
            raise Refused(Text("The table needs at least one of these columns: %(names)s.", names=names), "table")


def read(text: str, wanted: WantedTable, numbers: str = "") -> PastedTable:
    """The table that a text holds. `numbers` (`numbered`) are those that its rows below the headings were told by
    before, and are told by again where it is the same table; refusals as for `table`, and for a quotation mark that is
    not closed."""
    try:
        lines = list(quoted_rows(io.StringIO(text), _delimiter(text)))
    except NotClosed as open_quote:
        why = Text("Row %(number)s: a quotation mark is not closed, or a cell is too long.", number=open_quote.row)
        raise Refused(why, "table") from None
    rows = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cell.strip() for cell in cells)]
    before = [(int(told[1]), told[2]) for told in map(_NUMBERED.fullmatch, numbers.split()) if told is not None]
    if _is_same(before, rows[1:]):
        rows[1:] = [(number, cells) for (number, _marks), (_place, cells) in zip(before, rows[1:], strict=True)]
    return table(rows, wanted)


def numbered(rows: Iterable[tuple[int, Sequence[str]]]) -> str:
    """The numbers that rows are told by, with so much of their cells that `read` knows them again."""
    return " ".join(f"{number}.{''.join(_marks(cells))}" for number, cells in rows)


def _marks(cells: Sequence[str]) -> list[str]:
    told = (_whole(cell).strip() for cell in cells)
    return [f"{crc32(cell.encode('utf-8', 'replace')) % 255 + 1:02x}" if cell else _NOTHING for cell in told]


def _is_same(before: Sequence[tuple[int, str]], rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether these are the rows that were numbered before: as many, and most of what they said stands where it stood.

    A cell is corrected in place; of a table that was pasted over them no row is a row of that file.
    """
    if len(before) != len(rows):
        return False
    same = differs = 0
    for (_number, marks), (_place, cells) in zip(before, rows, strict=True):
        was = [marks[at : at + 2] for at in range(0, len(marks), 2)]
        pairs = [pair for pair in zip_longest(was, _marks(cells), fillvalue=_NOTHING) if set(pair) != {_NOTHING}]
        same += sum(one == other for one, other in pairs)
        differs += sum(one != other for one, other in pairs)
    return same > differs


def table(told_rows: Sequence[tuple[int, Sequence[str]]], wanted: WantedTable) -> PastedTable:
    """The table of numbered rows, whose headings come first. Refused without rows or what it must have, with two
    columns of one meaning, and when it is too long."""
    rows = [(number, [cell.strip() for cell in row]) for number, row in told_rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise Refused(Text("Paste the headings and at least one row below them."), "table")
    if len(rows) > MOST_ROWS + 1:
        raise Refused(Text("At most %(most)s rows at once.", most=MOST_ROWS), "table")
    headings = rows[0][1]
    names = [wanted.meanings.get(columns.folded(heading), "") for heading in headings]
    told = [name for name in names if name]
    if len(set(told)) < len(told):
        raise Refused(Text("Two columns have the same meaning."), "table")
    wanted.check(told)
    return PastedTable(headings, names, rows[1:])


def _delimiter(text: str) -> str:
    return "\t" if "\t" in text else ","


def written(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a text that can be read again."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows([map(_whole, row) for row in rows])
    return out.getvalue()


def _whole(cell: str) -> str:
    """A cell as it stands in such a text."""
    return _BREAKS.sub("\n", cell.replace("\t", " "))


def listed(cell: str) -> list[str]:
    """What one cell lists."""
    return [part.strip() for part in _PARTED.split(cell) if part.strip()]
