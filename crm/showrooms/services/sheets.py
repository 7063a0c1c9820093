"""The partner's sheet of sales: taken in by the reading of imports, its columns said, its rows tried and recorded."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from crm.audit.services import action, insert_new
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import decimals
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange import columns
from crm.interchange.queries import profile_for
from crm.interchange.rules import UNDO_DAYS, shown, tables
from crm.interchange.rules.cells import empty
from crm.interchange.services import batches, reading
from crm.interchange.services.batches import ImportUpload
from crm.interchange.services.reader import FileOrder
from crm.interchange.services.reading import Row
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit, Sale, SalesSheet, Showroom
from crm.showrooms.queries import Ledger, ToldSale
from crm.showrooms.rules import amounts, headings
from crm.showrooms.rules.naming import ExhibitNames
from crm.showrooms.services.dating import day_of
from crm.showrooms.services.sales import movement_of, take_out, taxed

#: Under which profiles of columns are kept beside those of contacts.
PROFILES: Final = "showroom_sales"
LONGEST_ROW: Final = 500  #: characters of a row that are kept


@dataclass(frozen=True)
class TriedRow:
    """A row of the sheet as a sale, and why it would not be reconciled ("" where it would)."""

    number: int
    told: ToldSale
    tax: Decimal | None
    fault: str
    currency: str
    written: str
    note: str
    waits: bool  #: the same row of an earlier sheet waits for a word already: it is not kept twice
    untaxed: Decimal | None = None  #: what it says, where the sheet is without tax
    guessed: bool = False  #: the row leaves the year of its day out, which is that of the period to settle


def taken(content: bytes, *, name: str, instance: Path) -> ImportUpload:
    """Keep an upload and look at its beginning, outside of any transaction. Refused for what is no table."""
    return batches.taken(content, name=name, instance=instance, cards=False)


def open_sheet(showroom: Showroom, upload: ImportUpload, content: bytes, *, by: Actor) -> SalesSheet:
    """A new sheet of a file that was taken, its columns as a profile says, else guessed.

    Refused for a file whose rows are recorded already.
    """
    checksum = hashlib.sha256(content).hexdigest()
    if queries.sheet_of_bytes(showroom.id, checksum) is not None:
        raise Refused(Text("This file has been recorded already."), "file")
    header = tables.find_header([cells for _, cells in upload.head.rows], headings.known)
    told = [heading[:200] for heading in header.headings]
    above = [" ".join(filter(None, cells)) for _, cells in upload.head.rows[: max(header.line, 0)]]
    facts, profile = upload.head.facts, profile_for(PROFILES, columns.signature(told))
    kept: Mapping[str, str] = profile.options if profile is not None else {}
    sheet = SalesSheet(
        showroom_id=showroom.id, name=upload.name, storage_name=upload.storage_name, checksum=checksum,
        format=upload.format, encoding=facts.encoding, delimiter=facts.delimiter, sheet=facts.sheet,
        first_line=header.first, headings=told,
        targets=list(profile.targets) if profile is not None else headings.guess(told),
        unit=_told_unit(told, above, kept), tax=_told_tax(told, above, kept),
    )  # fmt: skip
    with action(rules.SHEET_TAKEN, by=by):
        db.session.add(sheet)
    return sheet


def _told_unit(told: Sequence[str], above: Sequence[str], kept: Mapping[str, str]) -> str:
    """What its amounts count in: as the lines above silent headings say, else as a profile has it."""
    silent = not any(map(headings.heading_unit, told))
    return (silent and headings.said_unit(above)) or kept.get("unit") or headings.unit_of(told)


def _told_tax(told: Sequence[str], above: Sequence[str], kept: Mapping[str, str]) -> str:
    """Whether its amounts include tax: no profile goes past what the sheet itself says; "" where it says both."""
    if headings.tax_said(told, above):
        return headings.tax_of(told, above)
    return kept.get("tax") or headings.tax_of(told)


def assign(
    sheet: SalesSheet, targets: Sequence[str], *, unit: str, tax: str, profile: str = "", by: Actor | None
) -> None:
    """Say what each column means. Refused where one meaning has two columns, and without goods, pieces or amounts."""
    _must_be_open(sheet)
    chosen = [target for target in targets if target]
    if len(targets) != len(sheet.headings) or set(chosen) - set(headings.TARGETS):
        raise Refused(Text("Choose one from the list."), "targets")
    if len(set(chosen)) < len(chosen):
        raise Refused(Text("Two columns have the same meaning."), "targets")
    if not {"day", "quantity"} <= set(chosen) or not {"code", "product"} & set(chosen) or not (
        {"amount", "unit_price"} & set(chosen)
    ):  # fmt: skip
        raise Refused(Text("Choose the columns of day, product or code, pieces, and amount."), "targets")
    if unit not in headings.UNITS or tax not in headings.TAXES:
        raise Refused(Text("Choose one."), "unit")
    with action(rules.SHEET_ASSIGNED, by=by):
        sheet.targets, sheet.unit, sheet.tax = list(targets), unit, tax
        if profile:
            options = {"unit": unit, "tax": tax}
            batches.keep_profile(PROFILES, profile, sheet.headings, sheet.targets, options, by=by)


def _must_be_open(sheet: SalesSheet) -> None:
    if sheet.recorded:
        raise Refused(Text("The rows of this sheet are recorded already."))


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet below its headings, and what the file holds besides them."""

    rows: list[Row]
    hidden: int = 0  #: rows that the sheet hides, taken or not
    left_out: Sequence[str] = ()  #: other sheets of the workbook
    above: Sequence[Sequence[str]] = ()  #: the lines above its headings: a title, a unit, a word about tax

    def check_hidden(self, answer: str) -> None:
        """Refused until somebody has said whether rows that the sheet hides are sales."""
        if self.hidden and answer not in headings.HIDDEN:
            raise Refused(Text("This sheet hides rows. Say whether they are sales."), "hidden")


def opened(sheet: SalesSheet, instance: Path, *, hidden: bool = False) -> SheetRows:
    """What the file of a sheet holds, with its `hidden` rows or without; read in the child process, outside of any
    transaction. Refused when it is gone."""
    path = reading.folder(instance) / sheet.storage_name
    if not path.is_file():
        raise Refused(Text(batches.GONE.msgid, days=UNDO_DAYS), "file")
    order = FileOrder(path, sheet.format, sheet.encoding, sheet.delimiter, sheet.sheet, strict=True)
    seen, facts = reading.everything(order)
    rows = list(tables.body(seen[sheet.first_line :], len(sheet.headings)))
    others = [name for name in facts.sheets if name != facts.sheet]
    upper = _above(sheet, seen)
    if not facts.hidden_rows:
        return SheetRows(rows, 0, others, upper)
    above = seen[sheet.first_line - 1][0] if sheet.first_line else 0
    below = [row for row in reading.everything(replace(order, hidden=True))[0] if row[0] > above]
    whole = list(tables.body(below, len(sheet.headings)))
    return SheetRows(whole if hidden else rows, len(whole) - len(rows), others, upper)


def _above(sheet: SalesSheet, seen: Sequence[Row]) -> list[Sequence[str]]:
    """The lines above the headings of a sheet, without empty ones."""
    header = tables.find_header([cells for _number, cells in seen[: sheet.first_line + 1]], headings.known)
    last = header.line if header.first == sheet.first_line else sheet.first_line - 1
    return [told for _number, cells in seen[: max(last, 0)] if (told := [cell for cell in cells if cell])]


def tried(sheet: SalesSheet, rows: Sequence[Row], book: Ledger) -> list[TriedRow]:
    """What the rows would become, judged one after the other: what goes with one is not there for the next.

    Twice in one sheet is two sales; what an earlier sheet has already is the same sale again.
    """
    names, exhibits = book.names(), {row.id: row for row in book.exhibits}
    return list(_tried(sheet, rows, book, names, exhibits))


def _tried(
    sheet: SalesSheet, rows: Sequence[Row], book: Ledger, names: ExhibitNames, exhibits: dict[int, Exhibit]
) -> Iterator[TriedRow]:
    dated = next(
        (day for _number, cells in rows if (day := day_of(_said(sheet, cells).get("day", ""), book).day)), None
    )
    units, of_rows = _units(sheet), _prices(sheet, rows, names)
    other_tax = _says_other_tax(sheet, notes_below(rows))
    for number, cells in rows:
        if headings.sums_up(cells) or headings.notes_tax(cells):
            continue
        said = _said(sheet, cells)
        id, unknown = names.find(said.get("code", ""), said.get("product", ""))
        exhibit = exhibits.get(id) if id is not None else None
        dating = day_of(said.get("day", ""), book)
        day = dating.day
        currency = book.currency(day or dated, exhibit)  # a day that cannot be read: as the other rows
        amount = _amount(said, units)
        gross, tax = taxed(book, day or dated, amount, sheet.tax, currency)
        returned = headings.is_return(said.get("note", ""))
        told = ToldSale(exhibit, day, _pieces(said), gross, unknown, returned, dating.doubted)
        fault = book.fault(told)
        if fault in ("", "off_price"):  # what the row says against itself tells more than its tag
            fault = _price_fault(said, told, units, currency) or fault
        if not fault and exhibit is not None and exhibit.price is None:
            fault = _unit_fault(said, units, book.usual_price(exhibit, currency), of_rows[exhibit.id])
        if not fault and _row_says_other_tax(sheet, cells):
            fault = "other_tax"
        if not fault and other_tax:
            fault = "other_tax_below"
        if not fault and exhibit is not None:
            book.movements[exhibit.id].append(movement_of(told))
        written = " | ".join(filter(None, _plain(sheet, cells)))[:LONGEST_ROW]
        waits = bool(fault) and book.waiting[written] > 0
        book.waiting[written] -= waits
        untaxed = amount if sheet.tax == "without" else None
        yield TriedRow(
            number, told, tax, fault, currency, written, said.get("note", "")[:300], waits, untaxed, dating.guessed
        )


def notes_below(rows: Sequence[Row]) -> list[str]:
    """What it notes of tax among or below its rows."""
    return [cell for _number, cells in rows if headings.notes_tax(cells) for cell in dict.fromkeys(filter(None, cells))]


def _says_other_tax(sheet: SalesSheet, notes: Sequence[str]) -> bool:
    """Whether notes say of the tax something else than what holds for the sheet; of both nobody knows which counts."""
    said = {code for note in notes for code in headings.tax_words(note)}
    return len(said) == 1 and sheet.tax not in said


def _row_says_other_tax(sheet: SalesSheet, cells: Sequence[str]) -> bool:
    """Whether a row itself says of its tax something else than what holds for its sheet."""
    told = [cell for target, cell in zip(sheet.targets, cells, strict=False) if target not in ("code", "product")]
    said = {code for cell in told for code in headings.tax_words(cell)}
    return bool(said - {sheet.tax})


@dataclass(frozen=True)
class SheetSum:
    """What the rows of a sheet come to as they are written, and what its own line of the total says (None: none)."""

    rows: Decimal
    told: Decimal | None
    pieces: int = 0
    told_pieces: int | None = None

    @property
    def differs(self) -> bool:
        return self.told is not None and self.told != self.rows

    @property
    def pieces_differ(self) -> bool:
        return self.told_pieces is not None and self.told_pieces != self.pieces


def summed(sheet: SalesSheet, rows: Sequence[Row]) -> SheetSum:
    """The sum of a sheet beside its last line of a total; lines that sum up a part of it come before that."""
    whole, told, pieces, told_pieces = Decimal(0), None, 0, None
    units = _units(sheet)
    for _number, cells in rows:
        said = _said(sheet, cells)
        if headings.sums_up(cells):
            told, told_pieces = _money(said.get("amount", ""), units.amount), _pieces(said)
        else:
            whole += _amount(said, units) or 0
            pieces += _pieces(said) or 0
    return SheetSum(whole, told, pieces, told_pieces)


def _said(sheet: SalesSheet, cells: Sequence[str]) -> dict[str, str]:
    """{meaning: cell} of a row."""
    return {target: cell for target, cell in zip(sheet.targets, _plain(sheet, cells), strict=False) if target}


def _plain(sheet: SalesSheet, cells: Sequence[str]) -> list[str]:
    """Cells without number formats that leave their number as it is; in columns that nobody reads without any."""
    known = {"": shown.bare} | dict.fromkeys(("quantity", "amount", "unit_price"), shown.as_amount)
    return shown.settled_cells(cells, [known.get(target, str) for target in sheet.targets])


@dataclass(frozen=True)
class _Units:
    """What the columns of amounts and of prices of one piece count in: each by its own heading, where that says it.
    The price of a heading that says nothing may be in the unit of the amounts, or in plain 元."""

    amount: int
    price: int
    prices: tuple[int, ...]  #: each in which the price of one piece may be told


def _units(sheet: SalesSheet) -> _Units:
    unit = int(sheet.unit)
    if "unit_price" not in sheet.targets or "amount" not in sheet.targets:
        return _Units(unit, unit, (unit,))
    heading = headings.heading_unit(sheet.headings[sheet.targets.index("unit_price")])
    return _Units(unit, int(heading or unit), (int(heading),) if heading else (unit, 1))


def _prices(sheet: SalesSheet, rows: Sequence[Row], names: ExhibitNames) -> dict[int, list[Decimal]]:
    """{exhibit: what one piece of it costs in each row of the sheet that says so}."""
    found, units = defaultdict(list), _units(sheet)
    for _number, cells in rows:
        said = _said(sheet, cells)
        id, _unknown = names.find(said.get("code", ""), said.get("product", ""))
        amount, pieces = _amount(said, units), _pieces(said)
        if id is not None and amount and pieces and amount > 0 and pieces > 0 and not headings.sums_up(cells):
            found[id].append(amount / pieces)
    return found


def _price_fault(said: dict[str, str], told: ToldSale, units: _Units, currency: str) -> str:
    """Why the price of one piece speaks against a sale: it cannot be read, or its pieces come to another amount."""
    written = said.get("unit_price", "")
    if not written or empty(written):
        return ""
    ones = [one for times in units.prices if (one := _money(written, times)) is not None]
    if not ones:
        return "no_price"
    amount, pieces = _money(said.get("amount", ""), units.amount), told.quantity or 0
    if amount is None or told.gross is None:
        return ""
    rounding = Decimal(1).scaleb(-decimals(currency)) * pieces
    fits = any(abs(each - one * pieces) <= rounding for one in ones for each in (amount, told.gross))
    return "" if fits else "price_differs"


def _unit_fault(said: dict[str, str], units: _Units, usual: Decimal | None, of_sheet: Sequence[Decimal]) -> str:
    """Why nobody knows in what the amount of an exhibit without a tag counts: other rows of its sheet lie far from it,
    and nothing tells which is right; or it is a bare number in a column of 万, and nothing is there to compare with."""
    if usual is not None:
        return ""
    if of_sheet and max(of_sheet) > min(of_sheet) * amounts.FAR:
        return "far_others"
    amount, one = said.get("amount", ""), said.get("unit_price", "")
    if units.amount == 1 or amounts.tells_unit(amount) or amounts.tells_unit(one):
        return ""
    whole, pieces, plain = _amount(said, units), _pieces(said), _money(one, 1) if 1 in units.prices else None
    confirmed = whole and pieces and plain and not amounts.is_far(whole, pieces, plain)
    return "" if confirmed else "bare_unit"


def _amount(said: dict[str, str], units: _Units) -> Decimal | None:
    if (amount := _money(said.get("amount", ""), units.amount)) is not None:
        return amount
    if said.get("amount") and not empty(said["amount"]):
        return None  # it says something, and nobody knows what
    one, quantity = _money(said.get("unit_price", ""), units.price), _pieces(said)
    return None if one is None or quantity is None else one * quantity


def _money(cell: str, times: int) -> Decimal | None:
    return amounts.signed(lambda text: amounts.amount_of(text, times), cell)


def _pieces(said: dict[str, str]) -> int | None:
    return amounts.signed(amounts.whole_of, said.get("quantity", ""))


def record(
    sheet: SalesSheet, rows: Sequence[Row], showroom: Showroom, *, years: bool = False, by: Actor
) -> list[TriedRow]:
    """Make sales of the rows, all in one act: those that fit move their goods, the others are kept unreconciled.

    Refused while days leave their year out and nobody has said that the `years` are those that were guessed.
    """
    _must_be_open(sheet)
    book = queries.ledger(showroom, user=by)
    found = [row for row in tried(sheet, rows, book) if not row.waits]
    if not found:
        raise Refused(Text("The file has no new rows."), "file")
    if not years and any(row.guessed for row in found):
        raise Refused(Text("Days of this sheet have no year. Look at the years below, and say that they are right."),
                      "years")  # fmt: skip
    with action(rules.SHEET_RECORDED, by=by):
        moved = [movement_of(row.told) if not row.fault else None for row in found]
        insert_new([goods for goods in moved if goods is not None])
        insert_new(
            [_sale(sheet, row, None if goods is None else goods.id) for row, goods in zip(found, moved, strict=True)]
        )
        for exhibit in {row.told.exhibit for row in found if row.told.exhibit is not None and not row.fault}:
            touch(exhibit)
        sheet.recorded = True
    return found


def _sale(sheet: SalesSheet, row: TriedRow, movement_id: int | None) -> Sale:
    told, exhibit = row.told, row.told.exhibit
    return Sale(
        showroom_id=sheet.showroom_id, exhibit_id=exhibit.id if exhibit is not None else None,
        movement_id=movement_id, day=told.day, quantity=told.quantity, gross=told.gross, tax=row.tax,
        untaxed=row.untaxed, currency=row.currency, state=rules.UNRECONCILED if row.fault else rules.RECONCILED,
        fault=row.fault, note=row.note,
        sheet_id=sheet.id, row=row.number, written=row.written,
    )  # fmt: skip


def undo(sheet: SalesSheet, *, by: Actor | None) -> int:
    """Take all sales of a sheet back, how many. Refused once one of them is settled: then none is."""
    sales = queries.sales_of_sheet(sheet.id)
    with action(rules.SHEET_UNDONE, by=by):
        for sale in sales:
            take_out(sale)
        sheet.recorded = False
    return len(sales)
