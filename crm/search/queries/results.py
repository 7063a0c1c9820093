"""What was found, kind by kind, in order: exact, beginning, reading, inside, related, in the text; own ones first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Select,
    false,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from crm.audit.models import AuditEntry
from crm.core import reading
from crm.core.database import database_kind
from crm.core.paging import counting
from crm.core.permissions import Actor, Role, allows
from crm.core.sight import sees_all
from crm.core.texts import N_
from crm.lookup import queries as lookup
from crm.lookup import rules as index
from crm.lookup.models import LookupEntry
from crm.places.rules import Shown
from crm.search import rules
from crm.search.queries.documents import Told, told_of
from crm.search.queries.faces import FACES, Face
from crm.search.queries.kinds import KINDS, Field, Searchable
from crm.search.queries.records import records_of
from crm.search.rules import Tier

#: Ranked at most, for each way to fit: who looks further adds a word.
POOL: Final = 200
#: Matches of a word looked at on the way there, and to count them, where everything is visible.
LOOKED_AT: Final = 500
COUNTED: Final = 2_000
COUNT_CAP: Final = 1_000
#: How many changed records are looked back for, and how far.
RECENT, LOOKED_BACK = 8, 5_000


@dataclass(frozen=True)
class Hit:
    """One found record: `names` are its name and what stands under it."""

    record_type: str
    id: int
    tier: Tier
    names: Sequence[Shown]
    excerpt: Sequence[tuple[str, bool]] = ()
    field: Field | None = None  #: what it was found by, where its names do not show it


@dataclass(frozen=True)
class ResultGroup:
    """The found records of one kind: some of them, and how many there are."""

    record_type: str
    hits: Sequence[Hit]
    total: int
    #: Whether `total` is only where counting stopped.
    capped: bool = False
    #: Whether more can be shown than `hits`.
    more: bool = False


@dataclass(frozen=True)
class _Search:
    """One search: who asks, for what, and for which kinds of records."""

    typed: str
    user: Actor
    language: str
    sought: lookup.LookedFor


@dataclass(frozen=True)
class _Placed:
    """The records that fit, by kind: (id, tier) in order, and which others they were found through."""

    ranked: Mapping[str, Sequence[tuple[int, Tier]]]
    through: Mapping[str, Sequence[int]]


def groups(typed: str, *, user: Actor, language: str, each: int, counted: bool = True) -> list[ResultGroup]:
    """The best `each` of every kind that has any; a fixed number of queries, and one for most of those kinds.

    Unless `counted`, of many it is only said that they are more than POOL.
    """
    search = _Search(typed, user, language, lookup.sought(typed))
    held = lookup.holding(FACES, search.sought)
    found = _placed(search, [kind.record_type for kind in KINDS if kind.record_type in held], list(FACES))
    return _shown(search, found, [kind for kind in KINDS if found.ranked.get(kind.record_type)], 0, each, counted)


def of_kind(typed: str, record_type: str, *, user: Actor, language: str, start: int, size: int) -> ResultGroup | None:
    """A page of one kind, the best first; None when there are none."""
    search = _Search(typed, user, language, lookup.sought(typed))
    if search.sought.is_nothing:
        return None
    kinds = [record_type, *(other.table for other, _ in FACES[record_type].related)]
    found = _placed(search, list(dict.fromkeys(kinds)), [record_type])
    wanted = [kind for kind in KINDS if kind.record_type == record_type and found.ranked.get(record_type)]
    return next(iter(_shown(search, found, wanted, start, size)), None)


def _placed(search: _Search, kinds: Sequence[str], related: Sequence[str]) -> _Placed:
    """What fits of some kinds by itself, and of `related` ones through that; two queries."""
    open_to = [kind for kind in FACES if allows(Role(search.user.role), FACES[kind].permission)]
    best: dict[str, dict[int, tuple[Tier, bool, str]]] = {}
    if asked := tuple(kind for kind in kinds if kind in open_to):
        values = {**search.sought.values, **reading.by(search.user)}
        _better(best, reading.rows(_fitting(search.user, asked, search.sought), **values))
    direct = {kind: _ranked(found, search.typed) for kind, found in best.items()}
    through = {kind: [id for id, tier in found if tier <= Tier.INSIDE][:POOL] for kind, found in direct.items()}
    ways = tuple(
        (kind, place)
        for kind in related
        if kind in open_to
        for place, (other, _column) in enumerate(FACES[kind].related)
        if through.get(other.table)
    )
    if ways:
        values = {**reading.by(search.user), **_ids_through(ways, through)}
        _better(best, reading.rows(_related(search.user, ways), **values))
    return _Placed({kind: _ranked(found, search.typed) for kind, found in best.items()}, through)


def _ids_through(ways: Iterable[tuple[str, int]], through: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """What `_through` is sent."""
    tables = {FACES[kind].related[place][0].table for kind, place in ways}
    return {f"of_{table}": through[table] for table in tables}


def _better(best: dict[str, dict[int, tuple[Tier, bool, str]]], rows: Iterable[Any]) -> None:
    """Note of each record the best way in which it fits."""
    for kind, tier, id, own, title in rows:
        known = best.setdefault(_BY_NUMBER[kind], {})
        if id not in known or tier < known[id][0]:
            known[id] = (_TIER[tier], bool(own), title or "")


def _ranked(found: Mapping[int, tuple[Tier, bool, str]], typed: str) -> list[tuple[int, Tier]]:
    """(id, tier) of what fits, in order."""
    placed = [(rules.tier(tier, title, typed), not own, title, id) for id, (tier, own, title) in found.items()]
    return [(id, tier) for tier, _, _, id in sorted(placed)]


#: How a statement tells a kind of record.
_NUMBERS: Final = {kind: number for number, kind in enumerate(FACES)}
_BY_NUMBER: Final = list(FACES)
_TIER: Final = tuple(Tier)
_TIERS: Final = {"called": Tier.EXACT, "beginning": Tier.PREFIX, "matching": Tier.INSIDE, "mentioning": Tier.TEXT}


@reading.kept
def _fitting(user: Actor, kinds: tuple[str, ...], sought: lookup.LookedFor) -> Executable:
    """(kind, tier, id, whether it is the reader's own, title) of what fits by itself, POOL of each kind and way."""
    return _rows(
        (_row(user, kind, tier).where(_fits(user, way, kind, sought)) for kind in kinds for way, tier in _TIERS.items())
    )


@reading.kept
def _related(user: Actor, ways: tuple[tuple[str, int], ...]) -> Executable:
    """The same of what fits through others, whose ids are sent as "of_" and the name of their table."""
    by_kind: dict[str, list[ColumnElement[bool]]] = {}
    for kind, place in ways:
        by_kind.setdefault(kind, []).append(_through(kind, place))
    return _rows(_row(user, kind, Tier.RELATED).where(or_(*fits)) for kind, fits in by_kind.items())


def _through(kind: str, place: int) -> ColumnElement[bool]:
    other, column = FACES[kind].related[place]
    return reading.of_ids(column, f"of_{other.table}")


def _fits(user: Actor, way: str, kind: str, sought: lookup.LookedFor) -> ColumnElement[bool]:
    fits: ColumnElement[bool] = FACES[kind].kind.model.id.in_(_found_by(user, way, kind, sought, LOOKED_AT))
    return fits


def _found_by(user: Actor, way: str, kind: str, sought: lookup.LookedFor, most: int) -> Select[int]:
    # Who sees few of many: theirs must not fall behind the first thousands of others.
    return lookup.fitting(way, kind, sought).limit(most if sees_all(user) else None)


def _row(user: Actor, kind: str, tier: Tier) -> Select[*tuple[Any, ...]]:
    face = FACES[kind]
    model = face.kind.model
    mine = or_(false(), *(column == user.id for column in face.mine))
    first = literal(index.first_entry(kind), BigInteger)
    titled = face.kind.visible_to(user).outerjoin(LookupEntry, LookupEntry.id == model.id + first)
    numbers = (literal(_NUMBERS[kind]).label("kind"), literal(int(tier)).label("tier"))
    columns = (*numbers, model.id.label("id"), mine.label("mine"), LookupEntry.title)
    found: Select[*tuple[Any, ...]] = titled.with_only_columns(*columns, maintain_column_froms=True)
    return found.order_by(None).limit(POOL)


def _rows(parts: Iterable[Select[*tuple[Any, ...]]]) -> Executable:
    return union_all(*(select(part.subquery()) for part in parts))


def _shown(
    search: _Search, found: _Placed, kinds: Sequence[Searchable], start: int, size: int, counted: bool = True
) -> list[ResultGroup]:
    """What is shown of each kind, and how many there are of it."""
    many = tuple(kind.record_type for kind in kinds if len(found.ranked[kind.record_type]) >= POOL)
    cap = COUNT_CAP if counted else POOL
    totals = _totals(search, found, many) if many and counted else dict.fromkeys(many, POOL + 1)
    ranked = {kind.record_type: found.ranked[kind.record_type] for kind in kinds}
    hits = _hits(kinds, {kind: rows[start : start + size] for kind, rows in ranked.items()}, search, found.through)
    shown = []
    for kind, rows in ranked.items():
        total, more = totals.get(kind, len(rows)), len(rows) > start + size
        shown.append(ResultGroup(kind, hits[kind], min(total, cap), total > cap, more=more))
    return shown


def _totals(search: _Search, found: _Placed, kinds: tuple[str, ...]) -> dict[str, int]:
    """{kind: how many fit}, of those that have more than were ranked; one query."""
    ways = tuple(
        (kind, place)
        for kind in kinds
        for place, (other, _column) in enumerate(FACES[kind].related)
        if found.through.get(other.table)
    )
    values = {**search.sought.values, **reading.by(search.user), **_ids_through(ways, found.through)}
    (row,) = reading.rows(_counted(search.user, kinds, search.sought, ways), **values)
    return {kind: max(total, len(found.ranked[kind])) for kind, total in zip(kinds, row, strict=True)}


@reading.kept
def _counted(
    user: Actor, kinds: tuple[str, ...], sought: lookup.LookedFor, ways: tuple[tuple[str, int], ...]
) -> Select[*tuple[Any, ...]]:
    counted = []
    for kind in kinds:
        visible, id = FACES[kind].kind.visible_to(user), FACES[kind].kind.model.id
        # A name that is or begins with what was typed holds its words, too.
        parts: list[Select[Any]] = [_found_by(user, way, kind, sought, COUNTED) for way in ("matching", "mentioning")]
        # Each part by its own index: asked whether one of all holds, a database goes through all records.
        for of, place in ways:
            if of == kind:
                parts.append(visible.with_only_columns(id).where(_through(of, place)).limit(COUNT_CAP + 1))
        fitting = union(*(select(part.subquery()) for part in parts))
        counted.append(counting(visible.where(id.in_(fitting)), COUNT_CAP).scalar_subquery())
    return select(*counted)


def _hits(
    kinds: Sequence[Searchable],
    ranked: Mapping[str, Sequence[tuple[int, Tier]]],
    search: _Search,
    through: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> dict[str, list[Hit]]:
    """The lines of what is shown, kind by kind; one query tells by which fields they were found."""
    ids = {kind.record_type: [id for id, _ in ranked[kind.record_type]] for kind in kinds}
    records = records_of(ids, search.user)
    asked = [_asked(kind, ranked[kind.record_type], records[kind.record_type], search) for kind in kinds]
    told = told_of([(each.kind, each.texts, each.hidden) for each in asked])
    return {
        each.kind.record_type: _lines(each, records[each.kind.record_type], told, search, through) for each in asked
    }


@dataclass(frozen=True)
class _Asked:
    """What is shown of a kind, and of which records it must be asked by which of their fields they were found."""

    kind: Searchable
    tiers: Mapping[int, Tier]
    names: Mapping[int, Sequence[Shown]]
    plain: Collection[int]  #: whose shown names hold the words
    texts: Mapping[int, Any]  #: found in their texts
    hidden: Mapping[int, Any]  #: found by a name that is not shown


def _asked(kind: Searchable, ranked: Sequence[tuple[int, Tier]], records: Mapping[int, Any], search: _Search) -> _Asked:
    face, wanted = FACES[kind.record_type], index.words(search.typed)
    tiers = {id: tier for id, tier in ranked if id in records}
    names = {id: [name for name in face.names(records[id], search.language) if name.text] for id in tiers}
    plain = {id for id in tiers if any(rules.holds(name.text, wanted) for name in names[id])}
    texts = {id: records[id] for id, tier in tiers.items() if tier is Tier.TEXT}
    hidden = {id: records[id] for id, tier in tiers.items() if tier < Tier.RELATED and id not in plain and search.typed}
    return _Asked(kind, tiers, names, plain, texts, hidden)


def _lines(
    asked: _Asked,
    records: Mapping[int, Any],
    told: Mapping[tuple[str, int], Sequence[Told]],
    search: _Search,
    through: Mapping[str, Sequence[int]],
) -> list[Hit]:
    record_type, shown = asked.kind.record_type, []
    for id, tier in asked.tiers.items():
        field, excerpt = rules.excerpt(told.get((record_type, id), ()), search.typed)
        if field is None and id in asked.hidden:
            field = BY_SOUND
        elif tier is Tier.RELATED and id not in asked.plain:
            field = _found_through(FACES[record_type], records[id], through)
        shown.append(Hit(record_type, id, tier, asked.names[id], excerpt, field))
    return shown


#: A name that is told as it sounds, and written in no field.
BY_SOUND: Final = Field(N_("Reading"))


def _found_through(face: Face, record: Any, through: Mapping[str, Sequence[int]]) -> Field | None:
    """The record that fits in its stead: by which of its columns."""
    for other, column in face.related:
        if getattr(record, column.key) in through.get(other.table, ()):
            return Field("", column.class_.__tablename__, column.key)
    return None


def recent(*, user: Actor, language: str) -> list[Hit]:
    """The records the user changed last, the latest first, as far as they are still there to be seen."""
    asked = _changed(database_kind())
    rows = [(row.record_type, row.record_id) for row in reading.rows(asked, reader=user.id)]
    search = _Search("", user, language, lookup.sought(""))
    ranked = {
        kind: [(id, Tier.EXACT) for record_type, id in rows if record_type == kind]
        for kind, face in FACES.items()
        if allows(Role(user.role), face.permission)
    }
    hits = _hits([kind for kind in KINDS if ranked.get(kind.record_type)], ranked, search)
    shown = {(hit.record_type, hit.id): hit for found in hits.values() for hit in found}
    return [shown[row] for row in rows if row in shown]


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _changed(_database: str) -> Select[*tuple[Any, ...]]:
    """(table, id) of what the reader changed last."""
    last = select(func.max(AuditEntry.id)).scalar_subquery()
    return (
        select(AuditEntry.record_type, AuditEntry.record_id)
        .where(
            AuditEntry.id > func.coalesce(last, 0) - LOOKED_BACK,
            AuditEntry.actor_id == reading.READER,
            AuditEntry.record_type.in_(FACES),
        )
        .group_by(AuditEntry.record_type, AuditEntry.record_id)
        .order_by(func.max(AuditEntry.id).desc())
        .limit(RECENT)
    )
