"""A table of records: its rows read, tried and recorded, each by the service that makes one."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity, ActivityName
from crm.audit.services import action
from crm.contacts.queries import named
from crm.core import cleaning
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fairs import rules as fair_rules
from crm.interchange.columns import records as columns
from crm.interchange.rules.records import PastedTable, listed
from crm.interchange.services.kinds import TableKind
from crm.partners.models import PartnerAssessment
from crm.places import queries as places
from crm.users import queries as users

ON_RECORD: Final = Text("This one is on record already.")
BEYOND: Final = Text("This row has more cells than the table has headings.")
UNHEADED: Final = Text("This row has something in a column without a heading.")


def lost(found: PastedTable, cells: Sequence[str]) -> Text | None:
    """Why a row would lose a cell: nobody knows what one without a heading means; None where it would not."""
    return BEYOND if found.beyond(cells) else UNHEADED if found.unheaded(cells) else None


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
            if keys & (taken.keys() | on_record):
                raise Refused(ON_RECORD)
            take(content, list({id(each): each for each in taken.values()}.values()))
            taken |= dict.fromkeys(keys, content)
        except Refused as refusal:
            field = kind.fields.get(refusal.field or "", refusal.field or "")
            refused.append(TableRow(row.number, row.cells, row.said, [(field, refusal.text)]))
    return refused


def take_back(kind: TableKind, first: int, last: int, *, by: Actor) -> tuple[int, int]:
    """Archive what `by` recorded from one id to another: how many, and how many stay since somebody changed them."""
    mine = (kind.model.id.between(first, last), kind.model.created_by_id == by.id, kind.model.archived_at.is_(None))
    rows: Sequence[Any] = db.session.scalars(select(kind.model).where(*mine).order_by(kind.model.id)).all()
    ids = [row.id for row in rows if row.version == _as_made(row)]
    for id in ids:
        kind.archive(id, by)
    return len(ids), len(rows) - len(ids)


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
        self.places = _places(listing | self._cells(rows, columns.PLACE))
        self.fairs = _fairs(user) if self._cells(rows, columns.FAIR) else {}
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
            columns.FAIR: self._fair,
            columns.STAFF: self._staff,
        }

    def _cells(self, rows: Sequence[Mapping[str, str]], reads: str) -> set[str]:
        """What the rows say in the columns that are read so."""
        names = [name for name, column in self.kind.columns.items() if column.reads == reads]
        return {cell.strip() for row in rows for name in names if (cell := row.get(name, "")).strip()}

    def row(self, number: int, cells: Mapping[str, str], *, why: Text | None = None) -> TableRow:
        """What the cells of a row say; empty ones say nothing. `why` some of it would be lost, if any would."""
        said: dict[str, Any] = {}
        faults: list[tuple[str, Text]] = [("", why)] if why is not None else []
        for name, cell in cells.items():
            if not cell.strip():
                continue
            try:
                said[name] = self.reading[self.kind.columns[name].reads](name, cell.strip())
            except Refused as refusal:
                faults.append((name, refusal.text))
        return TableRow(number, cells, said, faults)

    def _code(self, name: str, cell: str) -> str:
        code = self.words[name].get(search_key(cell))
        if code is None:
            raise Refused(Text("Choose one from the list."))
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

    def _fair(self, _name: str, cell: str) -> int:
        return _one(self.fairs.get(search_key(cell), []), Text("No fair of this name is on record."))

    def _staff(self, _name: str, cell: str) -> int:
        return _one(self.staff.get(search_key(cell), []), Text("Nobody of the staff is called so."))


def _places(names: Collection[str]) -> dict[str, frozenset[int]]:
    """{folded name: the places called so}; what is too long for a name is none."""
    keys = sorted({search_key(name) for name in names if len(name) <= named.LONGEST_NAME})
    found: dict[str, frozenset[int]] = {}
    for start in range(0, len(keys), named.AT_ONCE):
        found |= places.named_so(keys[start : start + named.AT_ONCE])
    return found


def _fairs(user: Actor) -> dict[str, list[int]]:
    """{folded name: the fairs called so} of those that a user sees."""
    held = activities.visible_to(user).where(Activity.type.in_(fair_rules.TYPES)).with_only_columns(Activity.id)
    told = select(ActivityName.text, ActivityName.activity_id).where(ActivityName.activity_id.in_(held))
    found: dict[str, dict[int, None]] = {}
    for text, id in db.session.execute(told.order_by(ActivityName.activity_id)):
        found.setdefault(search_key(text), {})[id] = None
    return {key: list(ids) for key, ids in found.items()}


def _one(ids: Sequence[int], none: Text) -> int:
    if not ids:
        raise Refused(none)
    if len(ids) > 1:
        raise Refused(Text("Several are called so: add this row by its form."))
    return ids[0]
