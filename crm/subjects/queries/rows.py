"""Every row that names a person, by the declarations."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts.models import Person
from crm.core.database import Base, db
from crm.core.errors import NotVisible
from crm.subjects.rules.declared import HANGING, NAMINGS
from crm.subjects.rules.naming import PEOPLE, Naming

Row = dict[str, Any]


@dataclass(frozen=True)
class NamedRows:
    """The rows of one declaration; each row stands under the first declaration that finds it."""

    naming: Naming
    rows: Sequence[Row]


def subject(id: int) -> Person:
    """A person of the book or the archive, with names. Of one who was merged away: the one who stayed."""
    while (stayed := db.session.scalar(select(Person.merged_into_id).where(Person.id == id))) is not None:
        id = stayed
    found = db.session.scalar(
        select(Person).where(Person.id == id).options(selectinload(Person.names), selectinload(Person.contact_points))
    )
    if found is None:
        raise NotVisible
    return found


def ids_of(id: int) -> list[int]:
    """The person and all records that were merged into it, by whatever way."""
    known, new = [id], [id]
    while new := list(db.session.scalars(select(Person.id).where(Person.merged_into_id.in_(new)))):
        known += new
    return known


def records(ids: Collection[int]) -> list[Person]:
    """The rows of the person and of the records merged into it."""
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def collected(ids: Collection[int]) -> list[NamedRows]:
    """All rows that name these records of one person, in the order of the declarations."""
    own: dict[str, set[int]] = defaultdict(set, {PEOPLE: set(ids)})
    found: dict[Naming, list[Row]] = {}
    seen: set[tuple[str, int]] = set()
    for naming in sorted(NAMINGS, key=lambda naming: naming.type_column != ""):  # what hangs on any record comes last
        rows = [row for row in _rows(naming, own) if (naming.table, row["id"]) not in seen]
        seen |= {(naming.table, row["id"]) for row in rows}
        if naming.is_own:
            own[naming.table] |= {row["id"] for row in rows}
        found[naming] = rows
    return [NamedRows(naming, found[naming]) for naming in NAMINGS]


def _rows(naming: Naming, own: dict[str, set[int]]) -> list[Row]:
    table = Base.metadata.tables[naming.table]
    column = table.columns[naming.column]
    rows: list[Row] = []
    for kind in HANGING if naming.type_column else (naming.of,):
        if own[kind]:
            statement = select(table).where(column.in_(own[kind])).order_by(table.c.id)
            if naming.type_column:
                statement = statement.where(table.columns[naming.type_column] == kind)
            rows += [dict(row) for row in db.session.execute(statement).mappings()]
    return rows
