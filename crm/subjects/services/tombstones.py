"""What keeps an erased person from coming back unnoticed: keyed digests of their addresses and numbers."""

import os
from collections.abc import Sequence

from crm.audit.services import action
from crm.core import clock, sealing
from crm.core.database import db, read_once
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.subjects import rules
from crm.subjects.models import TOMBSTONES, Erasure, Tombstone, TombstoneKey
from crm.subjects.queries import NamedRows, erased, ids_of
from crm.subjects.queries.sparing import OWN, shared


def bury(erasure: Erasure, found: Sequence[NamedRows]) -> None:
    """Keep the digests of what the person, and nobody else who lives, was reached by. Names are not kept: two people
    may bear one."""
    points = [row for part in found if part.naming.table == "contact_points" for row in part.rows]
    told = {row["normalised"] for row in points if row["kind"] in OWN and row["normalised"]}
    told -= shared(told, ids_of(erasure.person_id))
    if told:
        key = _key()
        for one in sorted(told):
            db.session.add(Tombstone(erasure_id=erasure.id, digest=erased.digest(key, one), lifted_reason=""))
        read_once().clear()


def _key() -> bytes:
    """The key of this installation's digests, made when it is needed first."""
    known = erased.tombstone_key()
    if known is None:
        known = os.urandom(32)
        db.session.add(TombstoneKey(sealed=sealing.seal(known, TOMBSTONES)))
    return known


def lift(erasure: Erasure, *, reason: str, by: Actor | None) -> None:
    """Let the person be entered again, at their own wish. Refused where nothing keeps them out."""
    standing = erased.tombstones(erasure.id)
    if not standing:
        raise Refused(Text("Nothing keeps this person out any more."))
    with action(rules.LIFTED, by=by, record=erasure):
        for one in standing:
            one.archived_at, one.lifted_reason = clock.now(), reason
    read_once().clear()
