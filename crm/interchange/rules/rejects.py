"""Rejected rows as a file that Excel opens and that can be mended and imported again."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@＝＋－＠\t\r]")


def csv_of(headings: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], *, reason: str) -> bytes:
    """UTF-8 with BOM: the columns of the file, also those without a heading, the reason as the last one. No cell is a
    formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    told = [(headings, reason), *rows]
    width = max(len(cells) for cells, _why in told)
    for cells, why in told:
        writer.writerow([*map(safe, cells), *[""] * (width - len(cells)), safe(why)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading it in takes the apostrophe off again."""
    return f"'{text}" if _FORMULA.match(text) else text
