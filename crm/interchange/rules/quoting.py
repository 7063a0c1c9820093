"""Rows of text between marks, in which quotation marks hold a cell together: none of them swallows the rows behind."""

import csv
from collections.abc import Iterable, Iterator, Sequence


class NotClosed(ValueError):
    """A quotation mark of a row is not closed, or a cell of it is too long; `row` says which, from 1."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


def quoted_rows(lines: Iterable[str], mark: str, *, skip_blanks: bool = False) -> Iterator[list[str]]:
    """The cells of lines that end as they were typed. Marks within one line are read as they come: 5" pipe. NotClosed
    for a row of several lines that is not written as a sheet writes it, and for a last one that stays open."""
    held: list[str] = []

    def taken() -> Iterator[str]:
        for line in lines:
            held.append(line)
            yield line

    rows = csv.reader(taken(), delimiter=mark, skipinitialspace=skip_blanks)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if not _closed(held, row, mark, skip_blanks):
                raise NotClosed(number)
            held.clear()
            yield row
    except csv.Error:
        raise NotClosed(number + 1) from None


def _closed(held: Sequence[str], row: Sequence[str], mark: str, skip_blanks: bool) -> bool:
    if len(held) == 1 and held[0].count('"') % 2 == 0:
        return True
    if mark == "\t" and any("\t" in cell and "\n" in cell for cell in row):
        return False  # what a sheet copies has no tab within a cell: these are cells of several rows
    try:
        list(csv.reader(held, delimiter=mark, skipinitialspace=skip_blanks, strict=True))
    except csv.Error as error:
        return len(held) == 1 and "end of data" not in str(error)
    return True
