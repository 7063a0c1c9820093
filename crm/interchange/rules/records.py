"""A pasted table: its cells, and what its columns mean."""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.core.errors import Refused
from crm.core.texts import Text, enumerated
from crm.interchange import columns
from crm.interchange.rules.quoting import NotClosed, quoted_rows

LONGEST: Final = 200_000  #: characters
MOST_ROWS: Final = 500
_LONG_NUMBER: Final = 9  #: digits that no row has
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
    """The table that a text holds. `numbers` are those that its rows below the headings were told by before, and are
    told by again while there are as many; refusals as for `table`, and for a quotation mark that is not closed."""
    try:
        lines = list(quoted_rows(io.StringIO(text), _delimiter(text)))
    except NotClosed as open_quote:
        why = Text("Row %(number)s: a quotation mark is not closed, or a cell is too long.", number=open_quote.row)
        raise Refused(why, "table") from None
    rows = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cell.strip() for cell in cells)]
    before = [int(told) for told in numbers.split() if told.isascii() and told.isdecimal() and len(told) < _LONG_NUMBER]
    if before and len(before) == len(rows) - 1:
        rows[1:] = [(number, cells) for number, (_place, cells) in zip(before, rows[1:], strict=True)]
    return table(rows, wanted)


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
    whole = [[_BREAKS.sub("\n", cell.replace("\t", " ")) for cell in row] for row in rows]
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(whole)
    return out.getvalue()


def listed(cell: str) -> list[str]:
    """What one cell lists."""
    return [part.strip() for part in _PARTED.split(cell) if part.strip()]
