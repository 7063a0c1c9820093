"""A log whose secret was lost, or that two secrets wrote: from an entry on it holds again, and says so."""

import secrets

from crm.audit import queries
from crm.audit.models import AuditEntry
from crm.audit.rules import FIRST_HASH, RESEALED, link
from crm.core import clock, keys
from crm.core.database import db
from crm.core.inserting import insert_rows


def reseal(reason: str) -> int:
    """Vouch for all entries as they stand now, by an entry that tells why. Returns how many; the caller commits.

    The entries stay as they are: nothing of the log is ever written anew. From now on a digest of their contents stands
    in a link of the chain, so that a later change of any shows; what was changed before cannot be told any more.
    """
    summary, last = queries.summary(), queries.last()
    content = {
        "at": (at := clock.now()).isoformat(),
        "actor_id": None,
        "verb": RESEALED.code,
        "record_type": AuditEntry.__tablename__,
        "record_id": last.id if last is not None else 0,
        "table_name": AuditEntry.__tablename__,
        "row_id": last.id if last is not None else 0,
        "subject_type": "",
        "subject_id": None,
        "request_id": secrets.token_hex(16),
        "changes": {
            "reason": [None, reason], "entries": [None, summary.entries], "digest": [None, summary.digest],
        },
    }  # fmt: skip
    previous = last.hash if last is not None else FIRST_HASH
    digest = link(keys.derive("audit chain"), previous, content)
    insert_rows(AuditEntry.__tablename__, [content | {"at": at, "previous_hash": previous, "hash": digest}])
    db.session.flush()
    return summary.entries
