"""What was found, kind by kind, in order: exact, beginning, reading, inside, related, in the text; own ones first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, false, func, literal, or_, select, union_all

from crm.audit.models import AuditEntry
from crm.core.database import db
from crm.core.permissions import Actor, Role, allows
from crm.lookup import queries as lookup
from crm.lookup import rules as index
from crm.lookup.models import LookupEntry
from crm.places.rules import Shown
from crm.search import rules
from crm.search.queries.documents import texts_of
from crm.search.queries.faces import FACES, Face
from crm.search.queries.kinds import KINDS, Searchable
from crm.search.rules import Tier

#: Ranked at most, for each way to fit: who looks further adds a word.
POOL: Final = 200
#: Matches of a word looked at on the way there, where everything is visible.
LOOKED_AT: Final = 2_000
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


@dataclass
class _Found:
    """What one search knows while it goes through the kinds."""

    typed: str
    user: Actor
    ids: dict[str, list[int]] = field(default_factory=dict)


def groups(typed: str, *, user: Actor, language: str, each: int) -> list[ResultGroup]:
    """The best `each` of every kind that has any; a fixed number of queries for each of those kinds."""
    found = _Found(typed, user)
    result = []
    holding = lookup.holding(FACES, typed)
    for kind in KINDS:
        through = {other.table for other, _ in FACES[kind.record_type].related}
        if kind.record_type not in holding and not any(found.ids.get(other) for other in through):
            continue
        if (group := _group(kind, found, language, 0, each)) is not None:
            result.append(group)
    return result


def of_kind(typed: str, record_type: str, *, user: Actor, language: str, start: int, size: int) -> ResultGroup | None:
    """A page of one kind, the best first; None when there are none."""
    found = _Found(typed, user)
    wanted = next(kind for kind in KINDS if kind.record_type == record_type)
    through = {other.table for other, _ in FACES[record_type].related}
    for kind in KINDS:
        if kind.record_type in through and index.words(typed):
            ranked = _ranked(kind, FACES[kind.record_type], found)
            found.ids[kind.record_type] = [id for id, tier in ranked if tier <= Tier.INSIDE][:POOL]
    return _group(wanted, found, language, start, size)


def _group(kind: Searchable, found: _Found, language: str, start: int, size: int) -> ResultGroup | None:
    face = FACES[kind.record_type]
    if not allows(Role(found.user.role), face.permission) or not index.words(found.typed):
        return None
    ranked = _ranked(kind, face, found)
    found.ids[kind.record_type] = [id for id, tier in ranked if tier <= Tier.INSIDE][:POOL]
    if not ranked:
        return None
    hits = _hits(kind, face, ranked[start : start + size], found, language)
    total = len(ranked) if len(ranked) < POOL else _count(kind, face, found)
    return ResultGroup(
        kind.record_type, hits, min(total, COUNT_CAP), total > COUNT_CAP, more=len(ranked) > start + size
    )


def _ways(kind: Searchable, face: Face, found: _Found) -> list[tuple[Tier, ColumnElement[bool]]]:
    """Each way in which a record can fit, best first."""
    name, id = kind.record_type, kind.model.id
    # A mission leader sees few of many: theirs must not fall behind the first thousands of others.
    most = None if found.user.role == Role.MISSION_LEADER else LOOKED_AT
    ways = [
        (Tier.EXACT, id.in_(lookup.called(name, found.typed).limit(most))),
        (Tier.PREFIX, id.in_(lookup.beginning(name, found.typed).limit(most))),
        (Tier.INSIDE, id.in_(lookup.matching(name, found.typed).limit(most))),
    ]
    related = [column.in_(ids) for other, column in face.related if (ids := found.ids.get(other.table))]
    if related:
        ways.append((Tier.RELATED, or_(*related)))
    return [*ways, (Tier.TEXT, id.in_(lookup.mentioning(name, found.typed).limit(most)))]


def _ranked(kind: Searchable, face: Face, found: _Found) -> list[tuple[int, Tier]]:
    """(id, tier) of what fits, in order."""
    mine = or_(false(), *(column == found.user.id for column in face.mine))
    visible = face.kind.visible_to(found.user)
    first = index.first_entry(kind.record_type)
    titled = visible.outerjoin(LookupEntry, LookupEntry.id == kind.model.id + literal(first, BigInteger))
    columns = (kind.model.id.label("id"), mine.label("mine"), LookupEntry.title)
    parts = [
        select(
            titled.where(fits)
            .with_only_columns(literal(int(tier)).label("tier"), *columns)
            .order_by(None)
            .limit(POOL)
            .subquery()
        )
        for tier, fits in _ways(kind, face, found)
    ]
    best: dict[int, tuple[Tier, bool, str]] = {}
    for tier, id, own, title in db.session.execute(union_all(*parts)):
        if id not in best or tier < best[id][0]:
            best[id] = (Tier(tier), bool(own), title or "")
    placed = [(rules.tier(tier, title, found.typed), not own, title, id) for id, (tier, own, title) in best.items()]
    return [(id, tier) for tier, _, _, id in sorted(placed)]


def _count(kind: Searchable, face: Face, found: _Found) -> int:
    fits = or_(*(fits for _, fits in _ways(kind, face, found)))
    counted = (
        face.kind.visible_to(found.user).where(fits).with_only_columns(literal(1)).order_by(None).limit(COUNT_CAP + 1)
    )
    return db.session.scalar(select(func.count()).select_from(counted.subquery())) or 0


def _hits(kind: Searchable, face: Face, ranked: Sequence[tuple[int, Tier]], found: _Found, language: str) -> list[Hit]:
    records = _records(face.kind.visible_to(found.user), kind, face, [id for id, _ in ranked])
    by_text = [id for id, tier in ranked if tier is Tier.TEXT]
    texts = texts_of(kind, by_text) if by_text else {}
    return [
        Hit(
            kind.record_type,
            id,
            tier,
            [name for name in face.names(records[id], language) if name.text],
            rules.excerpt(texts.get(id, ()), found.typed),
        )
        for id, tier in ranked
        if id in records
    ]


def _records(visible: Select[Any], kind: Searchable, face: Face, ids: Sequence[int]) -> dict[int, Any]:
    if not ids:
        return {}
    found = db.session.scalars(visible.where(kind.model.id.in_(ids)).options(*face.loaded)).unique()
    return {record.id: record for record in found}


def recent(*, user: Actor, language: str) -> list[Hit]:
    """The records the user changed last, the latest first, as far as they are still there to be seen."""
    last = db.session.scalar(select(func.max(AuditEntry.id))) or 0
    changed = (
        select(AuditEntry.record_type, AuditEntry.record_id)
        .where(AuditEntry.id > last - LOOKED_BACK, AuditEntry.actor_id == user.id, AuditEntry.record_type.in_(FACES))
        .group_by(AuditEntry.record_type, AuditEntry.record_id)
        .order_by(func.max(AuditEntry.id).desc())
        .limit(RECENT)
    )
    rows = [(row.record_type, row.record_id) for row in db.session.execute(changed)]
    shown: dict[tuple[str, int], Hit] = {}
    for kind in KINDS:
        face = FACES[kind.record_type]
        ids = [id for record_type, id in rows if record_type == kind.record_type]
        if ids and allows(Role(user.role), face.permission):
            for hit in _hits(kind, face, [(id, Tier.EXACT) for id in ids], _Found("", user), language):
                shown[kind.record_type, hit.id] = hit
    return [shown[row] for row in rows if row in shown]
