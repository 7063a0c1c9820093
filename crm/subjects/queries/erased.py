"""Erasures, what waits to be looked at after them, what is kept, and who may not come back."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.contacts.models import Person
from crm.core import here, keys, sealing
from crm.core.database import db, read_once
from crm.core.errors import NotVisible
from crm.subjects import rules
from crm.subjects.models import NAMES, TOMBSTONES, Erasure, ErasureHit, KeptValue, SubjectMark, Tombstone, TombstoneKey
from crm.subjects.queries.hits import TextHit, about
from crm.subjects.queries.rows import collected, ids_of
from crm.subjects.queries.sparing import LikeNames, frozen, like_names, of_others

_KNOWN: Final = "tombstones"


def of_person(person_id: int) -> Erasure:
    """The erasure of a person. NotVisible where there was none."""
    found = db.session.scalar(select(Erasure).where(Erasure.person_id == person_id))
    if found is None:
        raise NotVisible
    return found


def erasures() -> list[Erasure]:
    """All erasures, oldest first."""
    return list(db.session.scalars(select(Erasure).order_by(Erasure.id)))


def hits(erasure_id: int) -> list[ErasureHit]:
    """The texts of an erasure, those to look at first."""
    found = db.session.scalars(select(ErasureHit).where(ErasureHit.erasure_id == erasure_id).order_by(ErasureHit.id))
    return sorted(found, key=lambda hit: hit.state != rules.OPEN)


def hit(id: int) -> ErasureHit:
    """One of them."""
    found = db.session.get(ErasureHit, id)
    if found is None:
        raise NotVisible
    return found


def terms(erasure: Erasure) -> list[str]:
    """What to look for in the texts of an erasure; nothing once all are settled."""
    return list(json.loads(sealing.unseal(erasure.sealed, NAMES))) if erasure.sealed else []


def spared(found: Sequence[ErasureHit], erasure: Erasure) -> dict[int, str]:
    """{text that must stay: why, as a message id}: it tells of somebody else, or nobody changes it any more."""
    texts = {
        hit.id: TextHit(hit.table_name, hit.row_id, hit.column_name, (hit.record_type, hit.record_id)) for hit in found
    }
    others = of_others(list(texts.values()), ids_of(erasure.person_id), terms(erasure))
    standing = frozen(list(texts.values()))
    told = {id: rules.OF_OTHERS for id, text in texts.items() if text in others}
    return {id: rules.FROZEN for id, text in texts.items() if text in standing} | told


def about_them(found: Sequence[ErasureHit], erasure: Erasure) -> set[int]:
    """Those texts that are about the person whatever they say: they can be emptied."""
    theirs = {(one.table, one.row_id, one.column) for one in about(collected(ids_of(erasure.person_id)))}
    return {hit.id for hit in found if (hit.table_name, hit.row_id, hit.column_name) in theirs}


def others_called_so(erasure: Erasure) -> LikeNames:
    """Other people who live and bear the name of an erased person, or a longer one."""
    return like_names(terms(erasure), ids_of(erasure.person_id))


def open_hits() -> int:
    """How many texts wait to be looked at."""
    return db.session.scalar(select(func.count()).where(ErasureHit.state == rules.OPEN)) or 0


def kept(erasure_id: int) -> list[KeptValue]:
    """What is kept of an erased person."""
    return list(db.session.scalars(select(KeptValue).where(KeptValue.erasure_id == erasure_id).order_by(KeptValue.id)))


def kept_value(id: int) -> KeptValue:
    """One thing that is kept."""
    found = db.session.get(KeptValue, id)
    if found is None:
        raise NotVisible
    return found


def kept_past() -> list[KeptValue]:
    """What came to its term."""
    return list(db.session.scalars(select(KeptValue).where(KeptValue.until < here.today())))


def tombstones(erasure_id: int) -> list[Tombstone]:
    """What keeps an erased person out."""
    statement = select(Tombstone).where(Tombstone.erasure_id == erasure_id, Tombstone.archived_at.is_(None))
    return list(db.session.scalars(statement.order_by(Tombstone.id)))


def are_erased(comparable: Collection[str]) -> bool:
    """Whether one of these addresses or numbers belonged to an erased person."""
    known = read_once().get(_KNOWN)
    if known is None:
        key = tombstone_key()
        standing = db.session.scalars(select(Tombstone.digest).where(Tombstone.archived_at.is_(None)))
        known = read_once()[_KNOWN] = (key, frozenset(standing) if key is not None else frozenset())
    key, digests = known
    return bool(digests) and any(digest(key or b"", one) in digests for one in comparable)


def tombstone_key() -> bytes | None:
    """The key of the digests; None while nobody was erased."""
    kept = db.session.scalar(select(TombstoneKey.sealed).order_by(TombstoneKey.id).limit(1))
    return sealing.unseal(kept, TOMBSTONES) if kept is not None else None


def digest(key: bytes, comparable: str) -> str:
    """How an address stands in a tombstone."""
    return keys.keyed_digest(key, comparable)


def marks(person_ids: Iterable[int]) -> list[SubjectMark]:
    """The holds and stops of use that stand for these people."""
    statement = select(SubjectMark).where(
        SubjectMark.person_id.in_(list(person_ids)), SubjectMark.archived_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(SubjectMark.id)))


def mark(id: int) -> SubjectMark:
    """One of them that stands."""
    found = db.session.get(SubjectMark, id)
    if found is None or found.archived_at is not None:
        raise NotVisible
    return found


def stopped(person_ids: Sequence[int]) -> set[int]:
    """Of these people those whose data must not be used."""
    return {one.person_id for one in marks(person_ids) if one.kind == rules.STOP}


def held_people() -> set[int]:
    """The people whom a legal hold stands for."""
    held = select(SubjectMark.person_id).where(SubjectMark.kind == rules.HOLD, SubjectMark.archived_at.is_(None))
    return set(db.session.scalars(held))


def erased_moments() -> dict[int, datetime]:
    """{record of a person that is marked as erased: since when}, those that had been merged into another one, too."""
    statement = select(Person.id, Person.erased_at).where(Person.erased_at.is_not(None)).order_by(Person.id)
    return {id: at for id, at in db.session.execute(statement) if at is not None}


def first_link() -> str:
    """The first hash of the log: by it a ledger knows its installation. "" for an empty log."""
    return db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id).limit(1)) or ""


def one(id: int) -> Erasure:
    """An erasure by its own number."""
    found = db.session.get(Erasure, id)
    if found is None:
        raise NotVisible
    return found
