"""CSV as spreadsheets read it: CRLF, everything that needs quotes quoted, formulas made harmless."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from crm.tables.cells import Cell, FileColumn, neutral, plain, substituted, unwritable

#: Excel reads UTF-8 only with its mark in front; UTF-8 and GB18030 hold every script.
ENCODINGS: Final = ("utf-8-sig", "cp932", "gb18030", "cp949")
#: How many rows with unwritable characters are named; all are counted.
MOST_NAMED: Final = 100


class Unwritable:
    """What an encoding could not hold: how many rows, and the first of them with their characters."""

    def __init__(self) -> None:
        self.rows = 0
        self.characters: dict[str, int] = {}
        self.named: list[tuple[int, str, str]] = []  #: (row from 1, its first cell, characters)

    def note(self, number: int, cells: Sequence[str], encoding: str) -> bool:
        """Whether the row lacks anything, which is kept."""
        lacking = "".join(dict.fromkeys("".join(unwritable(cell, encoding) for cell in cells)))
        if not lacking:
            return False
        self.rows += 1
        for character in lacking:
            self.characters[character] = self.characters.get(character, 0) + 1
        if len(self.named) < MOST_NAMED:
            self.named.append((number, cells[0] if cells else "", lacking))
        return True


def write_csv(
    path: Path,
    columns: Sequence[FileColumn],
    rows: Iterable[Sequence[Cell]],
    *,
    encoding: str,
    substitute: bool = False,
) -> tuple[int, Unwritable]:
    """Write the rows to `path`; returns how many, and what the encoding cannot hold.

    With `substitute` such characters become 〓. Without it the file is only whole when nothing was missing: rows that
    lack something are left out, and the caller throws the file away.
    """
    missing, count = Unwritable(), 0
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        heads = [neutral(column.head) for column in columns]
        writer.writerow([substituted(head, encoding) for head in heads])
        for count, row in enumerate(rows, 1):
            cells = [neutral(cell) if isinstance(cell, str) else plain(cell) for cell in row]
            if missing.note(count, cells, encoding):
                if not substitute:
                    continue
                cells = [substituted(cell, encoding) for cell in cells]
            writer.writerow(cells)
    return count, missing
