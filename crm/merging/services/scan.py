"""Looking through the whole book for records that may be one.

Only records that share a key are compared (an address, a number, a name at one organisation): the work grows with the
book and not with its square. Keys that many records share say nothing and are passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import delete, insert, select, update

from crm.contacts.rules import duplicates
from crm.contacts.rules.duplicates import OrganisationTraits, PersonTraits
from crm.core import clock
from crm.core.database import Base, db
from crm.merging import rules
from crm.merging.models import MergeCandidate
from crm.merging.queries import traits
from crm.merging.queries.weights import Weights, weights

#: Records that share a key beside a name: more is a switchboard, a template or a mailbox nobody marked as shared.
CROWD = 20
_AT_ONCE = 1000
Key = tuple[Any, ...]


@dataclass(frozen=True)
class ScoredPair:
    """Two records, their score and the reasons."""

    low: int
    high: int
    score: int
    reasons: list[str]


@dataclass(frozen=True)
class Scan:
    """What a look through the book gave, by kind; `write` puts it into the queue."""

    found: Mapping[str, list[ScoredPair]]
    looked_at: Mapping[str, int]


def look() -> Scan:
    """Compare everybody with everybody they share a key with. Reads only; the slow part."""
    told = weights()
    kinds: dict[str, tuple[Any, Any, Any]] = {
        rules.PEOPLE: (traits.people, _person_keys, duplicates.people_alike),
        rules.ORGANISATIONS: (traits.organisations, _firm_keys, duplicates.organisations_alike),
    }
    found, looked_at = {}, {}
    for kind, (read, keys, alike) in kinds.items():  # one kind after the other: a whole book is hundreds of megabytes
        all_traits: Mapping[int, Any] = read()
        looked_at[kind] = len(all_traits)
        found[kind] = list(_pairs(all_traits, keys, alike, told))
    return Scan(found, looked_at)


def _pairs(
    all_traits: Mapping[int, Any],
    keys: Callable[[Any], Iterator[Key]],
    alike: Callable[[Any, Any], list[str]],
    told: Weights,
) -> Iterator[ScoredPair]:
    seen: set[tuple[int, int]] = set()
    for key, ids in _blocks(all_traits, keys).items():
        if len(ids) > (duplicates.RARE if key[0] in ("name", "firm") else CROWD):
            continue
        for low, high in combinations(sorted(ids), 2):
            if (low, high) in seen:
                continue
            seen.add((low, high))
            reasons = alike(all_traits[low], all_traits[high])
            score = duplicates.score(reasons, told.weights)
            if reasons and score >= told.threshold:
                yield ScoredPair(low, high, score, duplicates.strongest(reasons))


def _blocks(all_traits: Mapping[int, Any], keys: Callable[[Any], Iterator[Key]]) -> dict[Key, list[int]]:
    """{key: the records that share it}. Most keys are one record's own: of those only the number is kept meanwhile."""
    first: dict[Key, int] = {}
    shared: dict[Key, list[int]] = {}
    for id, one in all_traits.items():
        for key in set(keys(one)):
            if key in shared:
                shared[key].append(id)
            elif (other := first.setdefault(key, id)) != id:
                shared[key] = [other, id]
    return shared


def _person_keys(one: PersonTraits) -> Iterator[Key]:
    sounds = {*one.names, *one.readings} - {""}
    for sound in sounds:
        yield "name", sound
        for at in one.organisations:
            yield "post", at, sound
    for kind, value in one.points:
        if kind in ("email", "mobile", "wechat", "kakao", "line", "qq"):
            yield "point", kind, value


def _firm_keys(one: OrganisationTraits) -> Iterator[Key]:
    for key in one.keys | one.readings:
        yield "firm", key
    if all(one.identifier):
        yield "number", *one.identifier
    for kind, value in one.points:
        if kind != "url":
            yield "point", kind, value
    if one.site:
        yield "site", one.site


def write(scan: Scan) -> dict[str, int]:
    """Bring the queue up to date: {kind: open pairs}. What was decided stays; what no longer looks alike goes."""
    for kind, found in scan.found.items():
        _write(kind, found)
    return {kind: _open(kind) for kind in scan.found}


def _open(kind: str) -> int:
    waiting = select(MergeCandidate.id).where(MergeCandidate.kind == kind, MergeCandidate.state == rules.OPEN)
    return len(db.session.scalars(waiting).all())


def _write(kind: str, found: list[ScoredPair]) -> None:
    table = Base.metadata.tables[MergeCandidate.__tablename__]
    kept = select(
        MergeCandidate.id, MergeCandidate.low_id, MergeCandidate.high_id, MergeCandidate.score, MergeCandidate.state
    ).where(MergeCandidate.kind == kind)
    known = {(row.low_id, row.high_id): row for row in db.session.execute(kept)}
    now = clock.now()
    fresh = [
        {"kind": kind, "low_id": f.low, "high_id": f.high, "score": f.score, "reasons": f.reasons, "found_at": now}
        | {"state": rules.OPEN}
        for f in found
        if (f.low, f.high) not in known
    ]
    for start in range(0, len(fresh), _AT_ONCE):
        db.session.execute(insert(table), fresh[start : start + _AT_ONCE])
    for f in found:
        row = known.pop((f.low, f.high), None)
        if row is not None and row.state != rules.SETTLED and row.score != f.score:
            changed = update(table).where(table.c.id == row.id)
            db.session.execute(changed.values(score=f.score, reasons=f.reasons))
    gone = [row.id for row in known.values() if row.state == rules.OPEN]
    for start in range(0, len(gone), _AT_ONCE):
        db.session.execute(delete(table).where(table.c.id.in_(gone[start : start + _AT_ONCE])))
    db.session.expire_all()
