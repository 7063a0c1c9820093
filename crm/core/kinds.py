"""What a kind of record is: said once, in `kind.py` of its capability, and collected once by `crm/capabilities`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm.interfaces import ORMOption

from crm.core import reading
from crm.core.database import Base, db
from crm.core.permissions import Actor


@dataclass(frozen=True)
class Kind:
    """A kind of record. Rows that hang on any record name it by `table`; for the reader it has its `noun`."""

    model: type[Base]
    #: The records that a user sees; their history, files, tags and tasks follow it.
    visible_to: Callable[[Actor], Select[Any]]
    noun: str = ""  #: what one such record is called, as a message id; "" where only the log names it, by its table
    plural: str = ""  #: what a group of them is called where they are found; "" where nobody searches for them
    page: str = ""  #: the endpoint of its page, which takes `id`; "" for none
    #: {id: what the record is called} for a reader of a language; None where the log tells its number.
    names: Callable[[Sequence[int], str], Mapping[int, str]] | None = None
    named_to_all: bool = False  #: the log tells every reader their names, those of the archive as well
    #: How one record is called for a reader of a language: (text, its language or ""); `loads` is what to load for it.
    called: Callable[[Any, str], tuple[str, str]] | None = None
    loads: tuple[ORMOption, ...] = ()
    #: The activity that the record of an id belongs to: what is to be done on it is to be done for that one, too.
    activity: Callable[[int], int | None] = lambda _id: None
    #: What the record of an id hangs on, by table and id: whoever sees that one sees this one, too; None for nothing.
    hangs_on: Callable[[int], tuple[str, int] | None] = lambda _id: None
    has_tasks: bool = False  #: tasks and plans may hang on it
    record_type: str = ""  #: what rows that hang on it name it by, if not by the table of its model

    @property
    def table(self) -> str:
        return self.record_type or self.model.__tablename__

    def is_visible(self, id: int, user: Actor) -> bool:
        """Whether the record is among those `visible_to` the user."""
        return bool(self.visible_among([id], user))

    def visible_among(self, ids: Collection[int], user: Actor) -> set[int]:
        """Which of the ids are of records that the user sees."""
        found = reading.rows(_among(user, self), **reading.by(user, ids=list(ids))) if ids else ()
        return {row.id for row in found}

    def seen_names(self, ids: Collection[int], user: Actor, language: str) -> dict[int, tuple[str, str]]:
        """{id: how the record is called} of those among the ids that the user sees; empty for a kind without names."""
        if self.called is None or not ids:
            return {}
        found = db.session.scalars(_to_name(user, self), reading.by(user, ids=list(ids))).unique()
        return {row.id: self.called(row, language) for row in found}


@reading.kept
def _among(user: Actor, kind: Kind) -> Select[int]:
    return kind.visible_to(user).where(reading.of_ids(kind.model.id)).with_only_columns(kind.model.id)


@reading.kept
def _to_name(user: Actor, kind: Kind) -> Select[Any]:
    return kind.visible_to(user).where(reading.of_ids(kind.model.id)).options(*kind.loads)


#: The kinds of all capabilities by table.
Kinds = Mapping[str, Kind]


def by_table(kinds: Iterable[Kind]) -> Kinds:
    """The kinds in the order of their tables. ValueError if two have one table."""
    found: dict[str, Kind] = {}
    for kind in sorted(kinds, key=lambda kind: kind.table):
        if found.setdefault(kind.table, kind) is not kind:
            raise ValueError(f"two kinds of records have the table {kind.table}")
    return found
