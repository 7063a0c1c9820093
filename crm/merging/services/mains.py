"""The main name and the main post of two records that are two again, where somebody edited the merged one meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert, select, update

from crm.contacts import rules as contacts
from crm.core.database import Base, db
from crm.merging import rules
from crm.merging.models import Merge
from crm.merging.queries import merges
from crm.merging.services import keys
from crm.merging.services.journal import JournalStep, Row, tell


@dataclass
class _Marked:
    """A table of which each record has at most one main row."""

    table: Table
    owner: str  #: the column that names the record
    column: str  #: the one with the mark
    main: Any
    other: Any
    was: set[int] = field(default_factory=set)  #: rows that were the main ones before the merge
    laid_down: set[int] = field(default_factory=set)

    def rows(self, owner: int) -> list[Row]:
        statement = select(self.table).where(self.table.c[self.owner] == owner).order_by(self.table.c.id)
        return [dict(row) for row in db.session.execute(statement).mappings()]

    def is_main(self, row: Row) -> bool:
        return bool(row.get(self.column) == self.main)

    def lay_down(self, owner: int, known: Mapping[Any, Row]) -> None:
        for row in filter(self.is_main, self.rows(owner)):
            self.laid_down.add(row["id"])
            self.write(row, self.other)
            if (now := known.get((self.table.name, (row["id"],)))) is not None:
                now[self.column] = self.other

    def settle(self, owner: int, *, needed: bool) -> None:
        """One of before again, else the one chosen since; where one is `needed`, else the first."""
        rows = self.rows(owner)
        if any(map(self.is_main, rows)):
            return
        fitting = [row for row in rows if row["id"] in self.was] or [r for r in rows if r["id"] in self.laid_down]
        if fitting or (needed and rows):
            self.write((fitting or rows)[0], self.main)

    def write(self, row: Row, value: Any) -> None:
        db.session.execute(update(self.table).where(self.table.c.id == row["id"]).values({self.column: value}))
        tell(self.table, row, {self.column: [row[self.column], value]})


class Mains:
    """Laid down before the rows go back, since no record may have two; settled once they are there.

    A record whose names were all taken out since gets the name it was known by: nobody is without one.
    """

    def __init__(self, merge: Merge, steps: Sequence[JournalStep]) -> None:
        self._kind, self._ids = merge.kind, (merge.survivor_id, merge.loser_id)
        self._known_by = {
            merge.survivor_id: keys.own_name(merge.kind, merge.survivor_id),
            merge.loser_id: merges.content(merge, merge.loser_name) or f"#{merge.loser_id}",
        }
        tables = Base.metadata.tables
        names = tables[keys.NAME_TABLES[merge.kind]]
        if merge.kind == rules.PEOPLE:
            self._names = _Marked(names, "person_id", "kind", contacts.PRIMARY, keys.DEMOTED)
            self._marked = [
                self._names,
                _Marked(tables["affiliations"], "person_id", "is_primary", main=True, other=False),
            ]
        else:
            self._names = _Marked(names, "organisation_id", "is_primary", main=True, other=False)
            self._marked = [self._names]
        for each in self._marked:
            each.was = {s.before["id"] for s in steps if s.table == each.table.name and each.is_main(s.before)}

    def lay_down(self, rows: Mapping[Any, Row]) -> None:
        """Take the marks off the merged record; `rows` (as they are now) learn of it."""
        for each in self._marked:
            each.lay_down(self._ids[0], rows)

    def settle(self) -> None:
        """Each record has its own main name and post again."""
        for id in self._ids:
            if not self._names.rows(id):
                self._name_anew(id)
            for each in self._marked:
                each.settle(id, needed=each is self._names)

    def _name_anew(self, id: int) -> None:
        record = Base.metadata.tables[self._kind]
        own = db.session.execute(select(record).where(record.c.id == id)).mappings().one()
        text, table = self._known_by[id], self._names.table
        if self._kind == rules.PEOPLE:
            values: Row = {"person_id": id, "full": text, "language": own["primary_language"]}
        else:
            values = {"organisation_id": id, "text": text, "language": contacts.guess_language(text, own["country"])}
        values |= {self._names.column: self._names.main}
        number = db.session.scalar(insert(table).values(values).returning(table.c.id))
        tell(table, {"id": number} | values, {name: [None, value] for name, value in values.items()})
