"""Texts of any table that hold a name, an address or a number of somebody."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import JSON, Column, RowMapping, String, Table, Text, cast, false, func, or_, select

from crm.audit.models import AuditEntry
from crm.core.database import Base, db
from crm.interchange.rules import DROPPED, OVER
from crm.merging.queries.links import models
from crm.subjects.queries.rows import NamedRows
from crm.subjects.rules import spelling
from crm.users.models import User

#: Tables in which nobody looks for texts: the log and its index, accounts (`accounts_of`), names, which belong to other
#: people, our own records of erasures, and what is shown to nobody.
UNREAD: Final = frozenset(
    {"audit_entries", "audit_keys", "lookup_entries", "users", "login_sessions", "person_names", "erasures"}
    | {"erasure_hits", "kept_values", "tombstones", "subject_marks", "subject_requests"}
    | {"first_keys", "recovery_codes", "throttles", "workers", "merges", "merge_candidates"}
)
#: Of these tables only some columns are texts that may name anybody; the others are how somebody is called or reached.
READ_ALONE: Final[Mapping[str, frozenset[str]]] = {
    "people": frozenset({"notes", "salutation"}),
    "contact_points": frozenset({"value", "label"}),
}
#: How many rows are read at once.
_AT_ONCE: Final = 500
#: Rows that serve for days only, such as what can be undone: they go when they hold a name.
PASSING: Final = frozenset({"recent_changes", "form_receipts", "bulk_rows", "roster_pastes", "import_rows"})


@dataclass(frozen=True)
class TextHit:
    """A column of a row that holds one of the terms, and the record whose page shows it."""

    table: str
    row_id: int
    column: str
    record: tuple[str, int]


# Kept: the mapping stays as it is while a process lives.
@cache
def read_columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table that hold texts somebody typed."""
    return tuple(
        column
        for column in table.columns
        if isinstance(column.type, (String, Text, JSON))
        and not column.primary_key
        and "labels" not in column.info
        and column.name in READ_ALONE.get(table.name, {column.name})
    )


def holding(terms: Sequence[str], *, longer: Sequence[str] = ()) -> list[TextHit]:
    """All texts with one of the terms, by table and row. A place inside a longer name of somebody else counts for none.

    The texts are read one after the other: how a name may be spelt is more than a database can compare.
    """
    found: list[TextHit] = []
    for table in Base.metadata.sorted_tables if terms else ():
        if table.name not in UNREAD | PASSING and "id" in table.columns:
            found += _in_table(table, terms, longer)
    return found


def texts_in(value: Any) -> Iterator[str]:
    """The texts of a value, also of one with parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def names_them(value: Any, terms: Sequence[str], longer: Sequence[str] = ()) -> bool:
    """Whether a value holds one of the terms."""
    return any(spelling.spans(text, terms, longer=longer) for text in texts_in(value))


def passing(terms: Sequence[str]) -> Iterator[tuple[Table, Any]]:
    """(table, condition) of the passing rows that hold one of the terms."""
    for name in sorted(PASSING):
        table = Base.metadata.tables[name]
        yield table, or_(*(_holds(column, terms) for column in read_columns(table)))


def _in_table(table: Table, terms: Sequence[str], longer: Sequence[str]) -> list[TextHit]:
    columns = read_columns(table)
    if not columns:
        return []
    names = [column.name for column in columns]
    wanted = [spelling.folded(term) for term in terms]
    links = [column for column in table.columns if column.name.endswith(("id", "_type")) and column.name not in names]
    hits = []
    for told in _rows_of(table, [*links, *columns]):
        whole = spelling.folded("\n".join(text for name in names for text in texts_in(told[name])))
        if any(term in whole for term in wanted):
            record = _root(table, {column.name: told[column.name] for column in table.columns if column.name in told
                                   and column.name.endswith(("id", "_type"))})  # fmt: skip
            hits += [TextHit(table.name, told["id"], name, record) for name in names
                     if names_them(told[name], terms, longer)]  # fmt: skip
    return hits


def _rows_of(table: Table, columns: Sequence[Column[Any]]) -> Iterator[RowMapping]:
    """All rows of a table, some at a time: a page that only reads has no transaction in which a database would keep a
    cursor open."""
    last = 0
    while True:
        some = select(*columns).where(table.c.id > last).order_by(table.c.id).limit(_AT_ONCE)
        found = db.session.execute(some).mappings().all()
        yield from found
        if len(found) < _AT_ONCE:
            return
        last = found[-1]["id"]


def _holds(column: Column[Any], terms: Sequence[str]) -> Any:
    """Whether a text holds one of the terms, whatever its capitals; JSON may write a character as its number."""
    text = func.coalesce(func.lower(cast(column, Text)), "")
    usual = [form for term in terms for form in (term, "".join(term.split()), "\u3000".join(term.split()))]
    written = [form.lower() for form in usual]
    if isinstance(column.type, JSON):
        written += [json.dumps(form)[1:-1].lower() for form in usual]
    return or_(false(), *(text.contains(one, autoescape=True) for one in dict.fromkeys(written)))


def _root(table: Table, row: dict[str, Any]) -> tuple[str, int]:
    """The record under which the log files a row; the row itself where it says so only with more of it."""
    model = models()[table.name]
    attributes = {column.name: told.key for told in model.__mapper__.column_attrs for column in told.columns}
    try:
        return model(**{attributes[name]: value for name, value in row.items()}).audit_root()
    except (AttributeError, TypeError):
        return table.name, row["id"]


def root_of(table: str, id: int) -> tuple[str, int]:
    """The record of which a row is a part; the row itself where it stands for itself, or is gone."""
    rows = Base.metadata.tables.get(table)
    if rows is None or "id" not in rows.columns:
        return table, id
    links = [column for column in rows.columns if column.name.endswith(("id", "_type"))]
    row = db.session.execute(select(*links).where(rows.c.id == id)).mappings().first()
    return _root(rows, dict(row)) if row is not None else (table, id)


def open_imports() -> int:
    """How many uploaded lists are not imported yet, or not to their end."""
    batches = Base.metadata.tables["import_batches"]
    statement = select(func.count(batches.c.id)).where(batches.c.state.not_in((*OVER, DROPPED)))
    return db.session.scalar(statement) or 0


def about(found: Sequence[NamedRows]) -> list[TextHit]:
    """The texts of rows that stay and are about the person, whatever they say."""
    hits = []
    for part in found:
        table = Base.metadata.tables[part.naming.table]
        links = [column.name for column in table.columns if column.name.endswith(("id", "_type"))]
        for row in part.rows:
            told = [name for name in part.naming.looked if row[name]]
            if told:
                record = _root(table, {name: row[name] for name in links})
                hits += [TextHit(table.name, row["id"], name, record) for name in told]
    return hits


def accounts_of(terms: Sequence[str]) -> list[str]:
    """How the accounts are called that have such a name or address: an erasure leaves them as they are."""
    wanted = {spelling.folded(term) for term in terms}
    users = db.session.execute(select(User.display_name, User.email).order_by(User.id))
    return [name for name, email in users if {spelling.folded(name), spelling.folded(email)} & wanted]


def in_log(terms: Sequence[str]) -> int:
    """How many entries of the log quote one of the terms in clear."""
    if not terms:
        return 0
    entries = Base.metadata.tables[AuditEntry.__tablename__]
    statement = select(func.count(entries.c.id)).where(_holds(entries.c.changes, terms))
    return db.session.scalar(statement) or 0
