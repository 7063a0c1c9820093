"""What changed of an activity after a report of it was approved: the report stays as it was frozen (INV-A5); and what
records said before they changed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, or_, select

from crm.agreements import queries as agreements
from crm.agreements.models import Agreement
from crm.audit.models import AuditEntry
from crm.core.database import db
from crm.documents import rules
from crm.initiatives import queries as initiatives
from crm.initiatives.models import Challenge
from crm.initiatives.rules import UNRESOLVED
from crm.meetings.models import Meeting
from crm.reports.models import MissionReport

#: {table: (what of the report it tells, the columns that it tells; none: all of them)}
_TOLD: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "participants": (
        "attendance",
        frozenset({"status", "role", "name_snapshot", "title_snapshot", "titles_snapshot", "organisation_snapshot"}),
    ),
    "cost_lines": ("costs", frozenset({"category", "funding_source", "amount", "currency", "book_amount"})),
    "meetings": ("talks", frozenset()),
    "attendees": ("talks", frozenset()),
    "minute_items": ("talks", frozenset()),
    "agreements": (
        "agreements",
        frozenset({"activity_id", "agreement_class", "signed_on", "value", "currency", "archived_at"}),
    ),
    "agreement_parties": ("agreements", frozenset()),
    "agreement_negotiations": ("agreements", frozenset()),
}


def changed_since_approval(report: MissionReport) -> list[str]:
    """Of rules.SINCE_APPROVAL, in its order; none of a report that is not approved. Two queries."""
    if report.status != "approved":
        return []
    own = select(AuditEntry.id, AuditEntry.changes).where(
        AuditEntry.table_name == MissionReport.__tablename__, AuditEntry.row_id == report.id
    )
    log = db.session.execute(own.order_by(AuditEntry.id.desc())).all()
    approved = next((id for id, diff in log if diff.get("status", (None, None))[1] == "approved"), None)
    if approved is None:
        return []
    meetings = select(Meeting.id).where(Meeting.activity_id == report.activity_id)
    signed = select(Agreement.id).where(agreements.came_from([report.activity_id], but=report.activity_id))
    statement = select(AuditEntry.table_name, AuditEntry.changes).where(
        AuditEntry.id > approved,
        AuditEntry.table_name.in_(_TOLD),
        or_(
            and_(AuditEntry.record_type == "activities", AuditEntry.record_id == report.activity_id),
            and_(AuditEntry.record_type == Meeting.__tablename__, AuditEntry.record_id.in_(meetings)),
            and_(AuditEntry.record_type == Agreement.__tablename__, AuditEntry.record_id.in_(signed)),
        ),
    )
    found = set()
    for table, diff in db.session.execute(statement):
        kind, columns = _TOLD[table]
        if not columns or columns & set(diff):
            found.add(kind)
    return [kind for kind in rules.SINCE_APPROVAL if kind in found]


def said_at(
    table: str, ids: Sequence[int], moment: datetime, columns: Collection[str], *, made: str
) -> dict[int, dict[str, Any]]:
    """{row: {column: what it said at a moment}} of the columns that changed since, from the log of changes.

    One that was written down only afterwards said from the beginning what was written first: the entry that made it
    begins `made`, which every row has. Of such a row `made` said None, whatever day the row says that it is of.
    """
    if not ids:
        return {}
    entries = select(AuditEntry.row_id, AuditEntry.changes).where(
        AuditEntry.table_name == table, AuditEntry.row_id.in_(ids), AuditEntry.at >= moment
    )
    found: dict[int, dict[str, Any]] = {}
    for row_id, diff in db.session.execute(entries.order_by(AuditEntry.id)):
        said = found.setdefault(row_id, {})
        is_new = made in diff and diff[made][0] is None
        if is_new:
            said[made] = None
        for column in columns:
            if column in diff or is_new:
                said.setdefault(column, diff.get(column, (None, None))[1 if is_new else 0])
    return found


def challenges_open(initiative_id: int, moment: datetime) -> list[Challenge]:
    """The challenges of an initiative that were on record and open at a moment, the gravest first: also what was solved
    since, where the log tells so.
    """
    rows = [row for row in initiatives.challenges(initiative_id) if row.created_at < moment]
    said = said_at(Challenge.__tablename__, [row.id for row in rows], moment, ("status",), made="statement")
    stood = [row for row in rows if said.get(row.id, {}).get("status", row.status) in UNRESOLVED]
    return sorted(stood, key=lambda row: (-row.severity * row.likelihood, row.id))
