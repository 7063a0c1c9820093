"""What is in no figure says why, and leads keep the day on which they were first qualified.

Revision: counted, after letter_bodies
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "counted"
down_revision = "letter_bodies"
branch_labels = None
depends_on = None

_FLAGGED = ("activities", "negotiations")
_QUALIFIED = ("qualified", "converted")
_AT_ONCE = 500


def upgrade() -> None:
    for name in _FLAGGED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("not_counted", sa.String(300), nullable=False, server_default=""))
        with op.batch_alter_table(name) as table:
            table.alter_column("not_counted", server_default=None)
    with op.batch_alter_table("leads") as table:
        table.add_column(sa.Column("qualified_on", sa.Date(), nullable=True))
    _backfill()


def downgrade() -> None:
    with op.batch_alter_table("leads") as table:
        table.drop_column("qualified_on")
    for name in reversed(_FLAGGED):
        with op.batch_alter_table(name) as table:
            table.drop_column("not_counted")


def _backfill() -> None:
    """The earliest day that the log, a negotiation or the status itself tells of; of the status, the day of capture."""
    days: dict[int, date] = {}
    for id, day in (*_in_the_log(), *_of_negotiations(), *_by_status()):
        days[id] = min(day, days.get(id, day))
    rows = [{"lead": id, "day": day} for id, day in days.items()]
    leads = sa.table("leads", sa.column("id", sa.Integer), sa.column("qualified_on", sa.Date))
    written = leads.update().where(leads.c.id == sa.bindparam("lead")).values(qualified_on=sa.bindparam("day"))
    for start in range(0, len(rows), _AT_ONCE):
        op.get_bind().execute(written, rows[start : start + _AT_ONCE])


def _in_the_log() -> Iterable[tuple[int, date]]:
    entries = sa.table(
        "audit_entries",
        sa.column("at", sa.DateTime),
        sa.column("table_name", sa.String),
        sa.column("row_id", sa.Integer),
        sa.column("changes", sa.JSON),
    )
    told = sa.select(entries.c.row_id, entries.c.at, entries.c.changes).where(entries.c.table_name == "leads")
    for id, at, changes in op.get_bind().execute(told):
        change: Any = (changes or {}).get("status")
        if isinstance(change, list) and change and change[-1] in _QUALIFIED:
            yield id, _day(at)


def _of_negotiations() -> Iterable[tuple[int, date]]:
    events = sa.text(
        "SELECT l.lead_id, MIN(e.happened_at) FROM negotiation_leads l "
        "JOIN stage_events e ON e.negotiation_id = l.negotiation_id "
        "WHERE e.to_stage NOT IN ('lead', 'lost') AND e.undoes_id IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM stage_events u WHERE u.undoes_id = e.id) GROUP BY l.lead_id"
    )
    return [(id, _day(at)) for id, at in op.get_bind().execute(events)]


def _by_status() -> Iterable[tuple[int, date]]:
    found = sa.text("SELECT id, captured_at FROM leads WHERE status IN ('qualified', 'converted')")
    return [(id, _day(at)) for id, at in op.get_bind().execute(found)]


def _day(moment: datetime | str) -> date:
    """SQLite hands out the text of a moment where a statement names no type."""
    return date.fromisoformat(moment[:10]) if isinstance(moment, str) else moment.date()
