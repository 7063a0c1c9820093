"""Leads know the other rank of a later capture, which waits for somebody to choose.

Of what was captured before, a rank waits where nobody changed that of the lead since: whoever did has decided.

Revision: ranked_again, after returned_sales
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "ranked_again"
down_revision = "returned_sales"
branch_labels = None
depends_on = None

NAMES = ("again_rank", "again_at", "again_by")


def upgrade() -> None:
    for name, kind in zip(NAMES, (sa.String(1), sa.DateTime(timezone=True), sa.String(60)), strict=True):
        op.add_column("leads", sa.Column(name, kind, nullable=True))
    captures = sa.table(
        "booth_captures", *(sa.column(name) for name in ("id", "lead_id", "phone_id", "state")),
        sa.column("captured_at", sa.DateTime(timezone=True)),
        sa.column("told", sa.JSON()),
    )  # fmt: skip
    phones = sa.table("booth_phones", sa.column("id"), sa.column("name"))
    leads = sa.table(
        "leads", *map(sa.column, ("id", "rank", "again_rank", "again_by")),
        sa.column("again_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    told = (
        sa.select(leads.c.id, leads.c.rank, captures.c.told, captures.c.captured_at, phones.c.name)
        .join(captures, captures.c.lead_id == leads.c.id)
        .join(phones, phones.c.id == captures.c.phone_id)
        .where(captures.c.state.in_(("taken", "appended")))
        .order_by(captures.c.state.desc(), captures.c.captured_at, captures.c.id)  # what made the lead first
    )
    bind, held, waiting = op.get_bind(), dict[int, str](), dict[int, dict[str, Any]]()
    for id, rank, said, at, name in bind.execute(told).all():
        again = (said or {}).get("rank") or ""
        if not again:
            continue
        if held.setdefault(id, again) != rank or again == rank:
            waiting.pop(id, None)
        else:
            waiting[id] = {"again_rank": again, "again_at": at, "again_by": str((said or {}).get("by") or name)[:60]}
    for id, values in waiting.items():
        bind.execute(leads.update().where(leads.c.id == id).values(**values))


def downgrade() -> None:
    for name in NAMES:
        op.drop_column("leads", name)
