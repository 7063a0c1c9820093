"""Reading the office's one row."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, false, func, literal, select, union_all

from crm.core import here
from crm.core.database import Base, db, read_once
from crm.core.permissions import Actor, Permission, Role, allows
from crm.office import rules
from crm.office.models import OfficeRecord
from crm.office.rules import Location, Office

_COLUMNS: Final = tuple(
    getattr(OfficeRecord, name)
    for name in (
        "kind", "names", "reading", "latin", "head_titles", "head_name", "addresses", "phone", "fax", "emergency_phone",
        "mail", "website", "letterhead_id", "number_form", "chain", "fiscal_month", "language", "zone", "currency",
    )
)  # fmt: skip
_KEPT: Final = "office"
_CURRENT: Final = select(*_COLUMNS).where(OfficeRecord.id == rules.ID)


def current() -> Office:
    """The office as it is now; an empty one before anybody has told of it.

    Read once a transaction, past the flush of unsaved rows: it is asked while they are made.
    """
    connection = db.session.connection()  # first: with it the transaction begins
    kept: Office | None = read_once().get(_KEPT)
    if kept is None:
        found = connection.execute(_CURRENT).all()
        kept = read_once()[_KEPT] = Office(**_frozen(found[0]._mapping)) if found else Office()
    return kept


here.kept_by(current)


def term(code: str) -> int:
    """How long records of a kind are kept, in days or years (rules.TERMS): as the office chose, else usually."""
    chosen = db.session.scalar(select(OfficeRecord.terms).where(OfficeRecord.id == rules.ID)) or {}
    return chosen.get(code) or rules.TERMS[code].usual


def locations() -> dict[str, Location]:
    """{one of rules.LOCATIONS: what the office says of it} of all of them."""
    columns = select(OfficeRecord.location_countries, OfficeRecord.location_keepers).where(OfficeRecord.id == rules.ID)
    countries, keepers = db.session.execute(columns).one_or_none() or (None, None)
    return {code: Location((countries or {}).get(code, ""), (keepers or {}).get(code, "")) for code in rules.LOCATIONS}


def read_anew() -> None:
    """Have `current` read the row again: it was written in this transaction."""
    read_once().pop(_KEPT, None)


def _frozen(row: Any) -> dict[str, Any]:
    return {**row, "chain": tuple(row["chain"])}


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _numbers() -> Sequence[tuple[Any, Any]]:
    """(number, day) of every kind of document that the office numbers. Archived ones keep theirs."""
    tables = {mapper.local_table for mapper in Base.registry.mappers}
    return [
        (column, column.table.c[column.info["numbered_by"]])
        for table in sorted(tables, key=str)
        for column in table.columns
        if "numbered_by" in column.info
    ]


# Kept: the mapping stays as it is while a process lives.
@cache
def _booked() -> Sequence[Any]:
    """The columns of sums that are counted in the office's currency."""
    tables = {mapper.local_table for mapper in Base.registry.mappers}
    return [column for table in sorted(tables, key=str) for column in table.columns if rules.IS_BOOKED in column.info]


def booked_sums() -> int:
    """How many sums are stored that are counted in the office's currency; nothing is nothing in any."""
    counts = [select(func.count()).where(column != 0).scalar_subquery() for column in _booked()]
    return sum(db.session.execute(select(*counts)).one()) if counts else 0


def next_number(day: date, *, for_writing: bool = False) -> str:
    """The document number that comes next in the fiscal year of a day, in the office's form, whatever has the others.

    Asked `for_writing` inside a transaction, nobody else gets the same one before it ends.
    """
    if for_writing:
        _hold_register()
    office = current()
    year = office.fiscal_year(day)
    given = union_all(*(select(number).where(number != "", *_within(office, on, day)) for number, on in _numbers()))
    return office.number_after(db.session.scalars(given), year)


def bearers(number: str, day: date) -> set[tuple[str, int]]:
    """(table, id) of the documents that have a number which a document of `day` would have, too.

    Asked inside the transaction that writes it: nobody else takes it before that ends.
    """
    _hold_register()
    office = current()
    same = [
        select(literal(column.table.name), column.table.c.id).where(column == number, *_within(office, on, day))
        for column, on in _numbers()
    ]
    return {(table, id) for table, id in db.session.execute(union_all(*same))}


def same_register(day: date, other: date) -> bool:
    """Whether documents of two days are counted together: they are of one fiscal year."""
    office = current()
    return office.fiscal_year(day) == office.fiscal_year(other)


def _within(office: Office, on: Any, day: date) -> list[Any]:
    """Which documents a number must differ from: those of its fiscal year, or all where the number says its year.

    A letter written afterwards may bear the day of an earlier year and yet a number of this one.
    """
    return [] if office.numbers_by_year else [on.between(*office.fiscal_year_dates(office.fiscal_year(day)))]


def _hold_register() -> None:
    db.session.execute(select(OfficeRecord.id).where(OfficeRecord.id == rules.ID).with_for_update())


def record() -> OfficeRecord | None:
    """The row itself, to be written."""
    return db.session.get(OfficeRecord, rules.ID)


def visible_to(user: Actor) -> Select[OfficeRecord]:
    """The office, for whoever may change it: they see who did."""
    rows = select(OfficeRecord)
    return rows if allows(Role(user.role), Permission.OFFICE_WRITE) else rows.where(false())
