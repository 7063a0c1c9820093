"""A table of records: its rows read, tried and recorded, each by the service that makes one."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import select

from crm.audit.services import action
from crm.contacts.queries import named
from crm.core import cleaning
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text, enumerated
from crm.interchange.columns import records as columns
from crm.interchange.columns.records import RecordColumn
from crm.interchange.rules import shown
from crm.interchange.rules.records import MOST_ROWS, PastedTable, listed
from crm.interchange.rules.tables import is_error
from crm.interchange.services.kinds import TableKind, places_called
from crm.partners.models import PartnerAssessment
from crm.users import queries as users

Found = TypeVar("Found")

ON_RECORD: Final = Text("This one is on record already.")
TWICE: Final = Text("This table has the same in a row above.")
BEYOND: Final = Text("This row has more cells than the table has headings.")
MADE_A_DAY: Final = Text(
    "This looks like a day: spreadsheets make one of a number such as 3-2. Type the number here, or format the column "
    "as text and type it there again."
)
#: How long it takes at most to record a table.
ONE_TABLE: Final = timedelta(minutes=2)
MADE_A_TRUTH: Final = Text("A spreadsheet made TRUE or FALSE of a word. Type here what is meant.")
FAILED: Final = Text("A formula of the spreadsheet failed here. Type here what is meant.")
NO_VALUE: Final = Text("This is a formula, and the file does not hold what it comes to. Type here what it comes to.")
SHOWN_OTHERWISE: Final = Text(
    "The spreadsheet shows this number as something else (number format: %(format)s). Type here what it shows, or "
    "format the column as text and type it there again."
)
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
#: As workbooks hold a day, and as spreadsheets show it where it is copied.
_DAY: Final = re.compile(
    r"(?:\d{4}([-/.])\d\d?\1\d\d?|\d\d?/\d\d?/\d{4}|(\d{4}年)?\d\d?月\d\d?日|(\d{4}년 ?)?\d\d?월 ?\d\d?일"
    rf"|\d\d?-{_MONTH}(-\d\d(\d\d)?)?|{_MONTH}-\d\d(\d\d)?)([T ]\d\d?:\d\d(:\d\d)?)?",
    re.IGNORECASE,
)
UNHEADED: Final = Text("This row has something in a column without a heading.")


def lost(found: PastedTable, cells: Sequence[str]) -> Text | None:
    """Why a row would lose a cell: nobody knows what one without a heading means; None where it would not."""
    return BEYOND if found.beyond(cells) else UNHEADED if found.unheaded(cells) else None


def unsaid(kind: TableKind, found: PastedTable) -> dict[str, int]:
    """{question: in how many rows nobody answered it}, of those where to say nothing is to say no."""
    silent = {name: sum(not found.said(row).get(name) for _number, row in found.rows) for name in kind.silence_is_no}
    return {name: number for name, number in silent.items() if number}


@dataclass(frozen=True)
class TableRow:
    """A row: its cells as typed, what they say, and what is wrong: (column or "", why)."""

    number: int
    cells: Mapping[str, str]
    said: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[tuple[str, Text]] = ()


def recorded(
    kind: TableKind, rows: Sequence[TableRow], *, text: Callable[[int], str], by: Actor
) -> tuple[list[int], list[TableRow]]:
    """The ids of what the rows became, and those that a rule refused, with why."""
    made: list[int] = []

    def write(content: Any, _before: Sequence[Any]) -> None:
        found = kind.write(content, text, by)
        db.session.flush()
        made.append(found.id)

    with action(kind.verb, by=by):
        refused = _each(kind, rows, write, by)
    return made, refused


def tried(kind: TableKind, rows: Sequence[TableRow], *, by: Actor) -> tuple[int, list[TableRow]]:
    """How many rows could be recorded, and those that a rule refuses, with why. Nothing is written."""
    refused = _each(kind, rows, lambda content, before: kind.check(content, before, by), by)
    return len(rows) - len(refused), refused


def _each(
    kind: TableKind, rows: Sequence[TableRow], take: Callable[[Any, Sequence[Any]], None], by: Actor
) -> list[TableRow]:
    """Take what each row says, with those that were taken before it; the rows that were refused."""
    refused: list[TableRow] = []
    taken: dict[tuple[Any, ...], Any] = {}
    on_record = kind.known([row.said for row in rows])
    for row in rows:
        if row.faults:
            refused.append(row)
            continue
        try:
            content = kind.content(row.said, by)
            keys = kind.keys(content)
            if keys & on_record:
                raise Refused(ON_RECORD)
            if keys & taken.keys():
                raise Refused(TWICE)
            take(content, list({id(each): each for each in taken.values()}.values()))
            taken |= dict.fromkeys(keys, content)
        except Refused as refusal:
            field = kind.fields.get(refusal.field or "", refusal.field or "")
            refused.append(TableRow(row.number, row.cells, row.said, [(field, refusal.text)]))
    return refused


def take_back(kind: TableKind, first: int, last: int, *, by: Actor) -> tuple[int, int]:
    """Archive what `by` recorded from one id to another: how many, and how many stay since somebody changed them.

    Refused for more than one table holds, or what was not recorded at one time.
    """
    mine = (kind.model.id.between(first, last), kind.model.created_by_id == by.id, kind.model.archived_at.is_(None))
    rows: Sequence[Any] = db.session.scalars(
        select(kind.model).where(*mine).order_by(kind.model.id).limit(MOST_ROWS + 1)
    ).all()
    made = [row.created_at for row in rows]
    if len(rows) > MOST_ROWS or (made and max(made) - min(made) > ONE_TABLE):
        raise Refused(Text("These rows did not come in with one table."))
    gone = 0
    for row in rows:
        if row.version == _as_made(row):
            with suppress(Refused):  # others hang on it by now: it stays
                kind.archive(row.id, by)
                gone += 1
    return gone, len(rows) - gone


def _as_made(row: Any) -> int:
    """The version of a row that nobody has changed: to hang its task on it counts as a save."""
    return 2 if isinstance(row, PartnerAssessment) and row.task_id is not None else 1


# ------------------------------------------------------------------ what cells say


class CellReader:
    """Reads cells of the columns of a kind, of rows that it is told of first: what they name is found at once.

    `words` are {column: {folded word: code}} of the columns of codes; `typed` reads the cell of a column as the field
    of the form does, for those that it holds.
    """

    def __init__(
        self, kind: TableKind, words: Mapping[str, Mapping[str, str]], typed: Mapping[str, Callable[[str], Any]],
        rows: Sequence[Mapping[str, str]], *, user: Actor,
    ) -> None:  # fmt: skip
        self.kind, self.words, self.typed = kind, words, typed
        self.staff: dict[str, list[int]] = {}
        for id, name in users.options():
            self.staff.setdefault(search_key(name), []).append(id)
        self.firms = named.organisations_called(self._cells(rows, columns.ORGANISATION), user=user)
        listing = {name for cell in self._cells(rows, columns.PLACES) for name in listed(cell)}
        self.places = places_called(listing | self._cells(rows, columns.PLACE))
        self.named = {
            name: how.found(told, user) for name, how in kind.named.items() if (told := self._told(rows, [name]))
        }
        self.reading: dict[str, Callable[[str, str], Any]] = {
            columns.TEXT: lambda name, cell: self.typed[name](cell),
            columns.CODE: self._code,
            columns.WHOLE: self._whole,
            columns.CURRENCY: self._currency,
            columns.AMOUNT: lambda name, cell: self.typed[name](cell),
            columns.DAY: lambda name, cell: self.typed[name](cell),
            columns.ORGANISATION: self._organisation,
            columns.PLACE: self._place,
            columns.PLACES: self._places,
            columns.STAFF: self._staff,
            columns.NAMED: self._named,
        }

    def _cells(self, rows: Sequence[Mapping[str, str]], reads: str) -> set[str]:
        """What the rows say in the columns that are read so."""
        return self._told(rows, [name for name, column in self.kind.columns.items() if column.reads == reads])

    @staticmethod
    def _told(rows: Sequence[Mapping[str, str]], names: Sequence[str]) -> set[str]:
        return {cell.strip() for row in rows for name in names if (cell := row.get(name, "")).strip()}

    def row(self, number: int, cells: Mapping[str, str], *, why: Text | None = None) -> TableRow:
        """What the cells of a row say; empty ones say nothing. `why` some of it would be lost, if any would."""
        said: dict[str, Any] = {}
        faults: list[tuple[str, Text]] = [("", why)] if why is not None else []
        for name, cell in cells.items():
            if not cell.strip():
                continue
            try:
                said[name] = self._read(self.kind.columns[name], name, cell.strip())
            except Refused as refusal:
                faults.append((name, refusal.text))
        return TableRow(number, cells, said, faults)

    def _read(self, column: RecordColumn, name: str, cell: str) -> Any:
        _check_cell(cell, column)
        if column.numbering and _DAY.fullmatch(cell):
            raise Refused(MADE_A_DAY)
        return self.reading[column.reads](name, cell)

    def _code(self, name: str, cell: str) -> str:
        key = search_key(cell)
        code = self.words[name].get(key)
        signed = key.isdigit() and unicodedata.normalize("NFKC", cell) != key  # -1 is no 1
        if code is None or signed:
            words = enumerated([Text(word) for word in self.kind.columns[name].table.values()])
            raise Refused(Text("Choose one from the list: %(words)s.", words=words))
        return code

    def _whole(self, name: str, cell: str) -> int:
        told = cell.removesuffix("%").removesuffix("％")
        return int(self.typed[name](told) if name in self.typed else cleaning.parse_decimal(told, 0))

    def _currency(self, _name: str, cell: str) -> str:
        """A code, kept or not: its service tells. Names are not read, since 元 stands for several currencies."""
        code = unicodedata.normalize("NFKC", cell).upper()
        if len(code) == 3 and code.isascii() and code.isalpha():
            return code
        codes = ", ".join(CURRENCIES)
        raise Refused(Text("Enter the code of the currency, for example CNY: %(codes)s are known.", codes=codes))

    def _organisation(self, _name: str, cell: str) -> int:
        return _one(self.firms.get(search_key(cell), []), Text("No organisation of this name is on record."))

    def _places(self, _name: str, cell: str) -> list[int]:
        names = {search_key(name): name for name in listed(cell)}
        return [
            _one(list(self.places.get(key, ())), Text("No place is called %(name)s.", name=names[key])) for key in names
        ]

    def _place(self, _name: str, cell: str) -> int:
        return _one(list(self.places.get(search_key(cell), ())), Text("No place is called %(name)s.", name=cell))

    def _named(self, name: str, cell: str) -> Any:
        how, found = self.kind.named[name], self.named[name].get(search_key(cell), [])
        return tuple(found) if how.every and found else _one(found, how.none)

    def _staff(self, _name: str, cell: str) -> int:
        return _one(self.staff.get(search_key(cell), []), Text("Nobody of the staff is called so."))


def _check_cell(cell: str, column: RecordColumn) -> None:
    """Refused for what a spreadsheet failed to say, or shows in another way than it would be recorded."""
    if is_error(cell):
        raise Refused(FAILED)
    if shown.is_formula(cell):
        raise Refused(NO_VALUE)
    if (number_format := shown.format_of(cell)) is not None:
        raise Refused(Text(SHOWN_OTHERWISE.msgid, format=number_format))
    if cell in ("TRUE", "FALSE") and column.reads == columns.TEXT:
        raise Refused(MADE_A_TRUTH)


def _one(ids: Sequence[Found], none: Text) -> Found:
    if not ids:
        raise Refused(none)
    if len(ids) > 1:
        raise Refused(Text("Several are called so: add this row by its form."))
    return ids[0]
