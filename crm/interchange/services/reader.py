"""What runs in the child process: a file in, rows of text out. The fork server has it loaded already."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from crm.core import encodings
from crm.interchange import columns, rules
from crm.interchange.rules import cards, tables, workbooks
from crm.interchange.rules.drafts import Drafter
from crm.interchange.rules.quoting import NotClosed, quoted_rows
from crm.pdf import confine

SECONDS: Final = 60
#: The same for a whole file of which drafts are made: its reader waits for the writing of each row.
LONG_SECONDS: Final = 3600
MEMORY: Final = 512 * 1024 * 1024  #: bytes beyond what the process holds when it is forked
BATCH: Final = 500
DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE: Final = 20_000  #: characters by which the delimiter is found

#: One-byte heads of the messages to the parent. No pickle: the parent does not trust the child.
ROWS, DONE, FAILED = b"R", b"D", b"F"


@dataclass(frozen=True)
class FileOrder:
    """Which file is to be read, and how; empty means "find out"."""

    path: Path
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    hidden: bool = False  #: take hidden rows, too
    strict: bool = False  #: tell formulas without a value and numbers shown as something else
    limit: int = 0  #: rows; 0 is all
    first: int = 0  #: rows above the data
    after: int = 0  #: number of the last row that is done already
    plan: Any = None  #: rules.drafts.Plan: send drafts of the rows instead of the rows


@dataclass
class FileFacts:
    """What was found out about the file."""

    encoding: str = ""
    certain: bool = True
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    serials_1904: bool = False
    replaced: int = 0  #: characters that could not be read, in the whole file; counted for a look at it only


class TooLarge(Exception):
    """The file goes past a limit; the argument is its code."""


def work(order: FileOrder, out: Connection) -> None:
    """Read inside the limits and send rows; the body of the child process."""
    confine.limit(seconds=SECONDS if order.plan is None else LONG_SECONDS, memory=MEMORY)
    confine.seal([order.path])
    try:
        facts = FileFacts()
        batch: list[Any] = []
        for row in islice(_wanted(order, facts), order.limit or None):
            batch.append(row)
            if len(batch) == BATCH:
                out.send_bytes(ROWS + _json(batch))
                batch = []
        out.send_bytes(ROWS + _json(batch))
        answer = DONE + _json(vars(facts))
    except (TooLarge, workbooks.TooMuch) as error:
        answer = FAILED + str(error).encode()
    except MemoryError:
        answer = FAILED + b"memory"
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        answer = FAILED + b"broken"
    except Exception as error:  # a library's own error: its class says enough
        answer = FAILED + b"broken " + type(error).__name__.encode("ascii", "replace")
    out.send_bytes(answer)


def _wanted(order: FileOrder, facts: FileFacts) -> Iterator[Any]:
    """The raw rows; or, with a plan, the drafts of the rows below the headings."""
    found = rows(order, facts)
    if order.plan is None:
        return found
    drafter = Drafter(order.plan)
    below = tables.body(islice(found, order.first, None), len(order.plan.headings))
    return (drafter.draft(number, cells).packed() for number, cells in below if number > order.after)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def rows(order: FileOrder, facts: FileFacts) -> Iterator[tuple[int, list[str]]]:
    """(number in the file, cells) of every row, cells cleaned; fills `facts` on the way."""
    content = order.path.read_bytes()
    if order.format == "xlsx":
        found = workbooks.rows(content, order.sheet, hidden=order.hidden, facts=facts, strict=order.strict)
    elif order.format == "vcf":
        _find_encoding(content, order, facts)
        found = _cards(encodings.decoded(content, facts.encoding), facts)
    else:
        _find_encoding(content, order, facts)
        found = _table(content, order, facts)
    if order.plan is None and order.format != "xlsx":
        facts.replaced = sum(line.count("\ufffd") for line in encodings.lines(content, facts.encoding))
    most = rules.MOST_SHEET_ROWS if order.format == "xlsx" else rules.MOST_ROWS
    for count, (number, cells) in enumerate(found):
        if count > most:
            raise TooLarge("rows")
        if len(cells) > rules.MOST_COLUMNS:
            raise TooLarge("columns")
        yield number, [tables.cell(text) for text in cells]


def _find_encoding(content: bytes, order: FileOrder, facts: FileFacts) -> None:
    if order.encoding:
        facts.encoding, facts.certain = order.encoding, True
    else:
        guess = encodings.detect(content, _headings)
        facts.encoding, facts.certain = guess.encoding, guess.certain


def _headings(text: str) -> int:
    """How many known headings in other than Latin letters a beginning has."""
    words = {word for word in re.split(r'[,;\t\r\n"|]+', text[:4000]) if not word.isascii()}
    return sum(map(columns.known, words))


def _cards(text: str, facts: FileFacts) -> Iterator[tuple[int, list[str]]]:
    yield 0, list(cards.HEADINGS)
    for number, card in enumerate(cards.cards(text, facts.encoding), start=1):
        yield number, cards.row_of(card)


def _table(content: bytes, order: FileOrder, facts: FileFacts) -> Iterator[tuple[int, list[str]]]:
    lines = encodings.lines(content, facts.encoding)
    first = _beginning(lines)
    told = re.fullmatch(r"sep=(.)\r?\n", first[0]) if first else None
    if told:
        del first[0]
    facts.delimiter = order.delimiter or (told[1] if told else delimiter_of("".join(first)))
    csv.field_size_limit(rules.LONGEST_CELL)
    try:
        rows = quoted_rows(chain(first, lines), facts.delimiter)
        yield from enumerate(rows, start=2 if told else 1)
    except NotClosed:
        raise TooLarge("quotes") from None


def _beginning(lines: Iterator[str]) -> list[str]:
    """The first lines, as many as are needed to find the delimiter."""
    found, size = [], 0
    for line in lines:
        found.append(line)
        size += len(line)
        if size >= SAMPLE:
            break
    return found


def delimiter_of(text: str) -> str:
    """The character that parts the most lines of the beginning into the same number of cells."""
    sample = text[:SAMPLE]
    best, chosen = (0, 0), ","
    for delimiter in DELIMITERS:
        widths = []
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                widths.append(len(row))
                if len(widths) == rules.HEAD_ROWS:
                    break
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if wide:
            usual = max(set(wide), key=wide.count)
            best, chosen = max((best, chosen), ((wide.count(usual), usual), delimiter), key=lambda pair: pair[0])
    return chosen
