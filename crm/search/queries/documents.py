"""Records as the index takes them: many at once, by a fixed number of queries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, Text, case, cast, literal, select, union_all

from crm.audit.services import Made
from crm.contacts import rules as contacts
from crm.contacts.models import Affiliation
from crm.core import here, reading
from crm.core.database import database_kind, db
from crm.lookup import rules as lookup
from crm.lookup.models import LookupEntry
from crm.lookup.rules import IndexedRecord
from crm.search.queries.kinds import KINDS, NAMED_BY, PARTS, Field, Searchable, SearchSource, living

#: Records read at once.
CHUNK = 500
#: {kind: the tables below it}.
_BELOW: Final = {kind.record_type: kind.below for kind in KINDS}
NOTHING: Final[Made] = {}


def documents(kind: Searchable, ids: Collection[int], made: Made = NOTHING) -> list[IndexedRecord]:
    """What the index should hold of the records `ids`; those that are archived or gone are left out.

    `made` are rows that were just made: nothing is read about records that are among them.
    """
    names: dict[int, list[str]] = {}
    own_names: dict[int, list[str]] = {}
    texts: dict[int, list[str]] = {}
    others: dict[int, list[str]] = {}
    fresh = fresh_of(kind, made).intersection(ids) if kind.is_plain else set()
    for row in _rows(kind.own, ids, fresh, made):
        names[row[0]], own_names[row[0]], texts[row[0]], others[row[0]] = [], [], [], []
        _take(kind, kind.own, row, own_names, texts)
    for source in kind.below if names else ():
        for row in _rows(source, names, fresh, made):
            _take(kind, source, row, others if source.others else names, texts)
    found = []
    for id, below in names.items():
        title, *rest = [name for name in (*below, *own_names[id]) if name] or [""]
        found.append(
            IndexedRecord(
                kind.record_type, id, title, tuple(rest), *(tuple(filter(None, t[id])) for t in (others, texts))
            )
        )
    return found


def fresh_of(kind: Searchable, made: Made) -> set[int]:
    """The ids of records of a kind that were just made."""
    return {row.id for row in living(made, kind.model)}


def _rows(source: SearchSource, ids: Iterable[int], fresh: Collection[int], made: Made) -> Iterator[Any]:
    """The rows of a source about `ids`: of `fresh` from the rows at hand, of the others from the database."""
    if rest := [id for id in ids if id not in fresh]:
        yield from reading.rows(source.told, ids=rest)
    if fresh:
        yield from source.of(made, fresh)


#: What a record says, and in which of its fields.
Told = tuple[Field, str]


def told_of(
    asked: Sequence[tuple[Searchable, Mapping[int, Any], Mapping[int, Any]]],
) -> dict[tuple[str, int], list[Told]]:
    """{(kind, id): what it says} of records of several kinds: (kind, those found by full text, those found by a name).

    Their own fields are at hand; those below them are asked for in one query.
    """
    found: dict[tuple[str, int], list[Told]] = {}
    below: dict[tuple[str, int], tuple[SearchSource, list[int]]] = {}
    for kind, *both in asked:
        for records, texts in zip(both, (True, False), strict=True):
            columns = [*kind.own.names, *kind.own.texts]
            own = [(kind.own.field(place), columns[place].key) for place in _places(kind.own, texts=texts)]
            for id, record in records.items():
                found[kind.record_type, id] = [(field, getattr(record, key)) for field, key in own]
            for number, source in enumerate(kind.below):
                if records and _places(source, texts=texts):
                    below.setdefault((kind.record_type, number), (source, []))[1].extend(records)
    texts_of = {(kind.record_type, id) for kind, texts, _names in asked for id in texts}
    for record_type, number, id, *values in _below(below):
        source = below[record_type, number][0]
        places = _places(source, texts=(record_type, id) in texts_of)
        found[record_type, id] += [(source.field(place), values[place]) for place in places]
    return {record: [(field, text) for field, text in told if text] for record, told in found.items()}


def _places(source: SearchSource, *, texts: bool) -> range:
    """Where the texts stand in what a source tells, or its names."""
    named = len(source.names)
    return range(named, named + len(source.texts)) if texts else range(named)


def _below(asked: Mapping[tuple[str, int], tuple[SearchSource, list[int]]]) -> Iterator[Any]:
    """(kind, number of the source, owner, its names and texts …) of what stands below records; one query."""
    if asked:
        ids = {f"ids_{record_type}_{number}": wanted for (record_type, number), (_, wanted) in asked.items()}
        yield from reading.rows(_all_below(database_kind(), tuple(asked)), **ids)


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=reading.MOST_KEPT)
def _all_below(_database: str, asked: tuple[tuple[str, int], ...]) -> Select[Any]:
    sources = [(record_type, number, _BELOW[record_type][number]) for record_type, number in asked]
    widest = max(len(source.names) + len(source.texts) for _, _, source in sources)
    parts = []
    for record_type, number, source in sources:
        columns = [*source.names, *source.texts]
        texts: list[Any] = [cast(each, Text()) for each in columns]
        texts += [literal("")] * (widest - len(columns))
        named = [each.label(f"text_{place}") for place, each in enumerate(texts)]
        kind = (literal(record_type).label("kind"), literal(number).label("number"))
        first = case((source.first, 0), else_=1) if source.first is not None else literal(0)
        order = (first.label("first"), source.owner.class_.id.label("place"))
        rows = source.narrowed(select(*kind, source.owner.label("id"), *named, *order), f"ids_{record_type}_{number}")
        parts.append(select(rows.subquery()))
    together = union_all(*parts).subquery()
    shown = [each for each in together.c if each.key not in ("first", "place")]
    return select(*shown).order_by(together.c.kind, together.c.number, together.c.first, together.c.place)


def _take(
    kind: Searchable, source: SearchSource, row: Any, names: dict[int, list[str]], texts: dict[int, list[str]]
) -> None:
    """File one row of a source under its record."""
    id, *values = row
    told = values[: len(source.names)]
    names[id] += told
    texts[id] += values[len(source.names) : len(source.names) + len(source.texts)]
    if source.language is not None:
        names[id] += contacts.sounds(told[0], told[1], values[-1], person=kind.person and not source.others)


def named_by(record_type: str, ids: Collection[int]) -> list[tuple[str, Collection[int]]]:
    """The records that the names of others stand with: the people of organisations, whatever carries a tag."""
    return [
        (other_type, set(db.session.scalars(select(other_ids).where(own_ids.in_(ids)))))
        for other_type, other_ids, own_ids in (NAMED_BY.get(record_type, ()) if ids else ())
    ]


def left_within(days: int) -> list[int]:
    """The ids of people of whom a post ended in the last so many days."""
    today = here.today()
    ended = Affiliation.to_date.between(today - timedelta(days=days), today - timedelta(days=1))
    return list(db.session.scalars(select(Affiliation.person_id).where(ended).distinct()))


def owners(changed: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    """The records to index anew, by kind, for changed rows: a line of the programme stands for its mission."""
    found: dict[str, set[int]] = {}
    for record_type, id in changed:
        found.setdefault(record_type, set()).add(id)
    for part, (id_column, owner_column, record_type) in PARTS.items():
        if ids := found.get(part):
            owner_ids = db.session.scalars(select(owner_column).where(id_column.in_(ids), owner_column.is_not(None)))
            found.setdefault(record_type, set()).update(owner_ids)
    return found


def all_ids(kind: Searchable) -> Iterator[Collection[int]]:
    """The ids of all records of a kind and of all entries that stand for one, in chunks."""
    first, last = lookup.first_entry(kind.record_type), 0
    while True:
        records = select(kind.model.id).where(kind.model.id > last).order_by(kind.model.id).limit(CHUNK)
        entries = (
            select(LookupEntry.record_id)
            .where(LookupEntry.id > first + last, LookupEntry.id < first + lookup.SPAN)
            .order_by(LookupEntry.id)
            .limit(CHUNK)
        )
        ids = sorted({*db.session.scalars(records), *db.session.scalars(entries)})[:CHUNK]
        if not ids:
            return
        yield ids
        last = ids[-1]


def is_empty(kind: Searchable) -> bool:
    """Whether nothing of a kind is indexed though there are records: after an upgrade from a version without it."""
    first = lookup.first_entry(kind.record_type)
    entries = select(LookupEntry.id).where(LookupEntry.id > first, LookupEntry.id < first + lookup.SPAN)
    if db.session.scalar(entries.limit(1)) is not None:
        return False
    return db.session.scalar(select(kind.model.id).where(kind.model.archived_at.is_(None)).limit(1)) is not None
