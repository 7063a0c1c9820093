"""Who drew a settlement up as it stands, so that somebody else approves it.

Revision: drawn_by, after maker_accounts
"""

import sqlalchemy as sa
from alembic import op

revision = "drawn_by"
down_revision = "maker_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("settlements") as batch:
        batch.add_column(sa.Column("drawn_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_settlements_drawn_by_id"), "users", ["drawn_by_id"], ["id"])
    rows = sa.table("settlements", *(sa.column(name) for name in ("id", "drawn_by_id", "created_by_id")))
    log = sa.table(
        "audit_entries", *(sa.column(name) for name in ("id", "actor_id", "verb", "record_type", "record_id"))
    )
    # Who wrote the row last may have approved or reopened it; the log tells who drew it up, first or anew.
    last = sa.select(log.c.actor_id).where(
        log.c.record_type == "settlements", log.c.record_id == rows.c.id,
        log.c.verb.in_(("settlement.drawn", "settlement.changed")), log.c.actor_id.is_not(None),
    ).order_by(log.c.id.desc()).limit(1).scalar_subquery()  # fmt: skip
    op.execute(rows.update().values(drawn_by_id=sa.func.coalesce(last, rows.c.created_by_id)))


def downgrade() -> None:
    with op.batch_alter_table("settlements") as batch:
        batch.drop_constraint(batch.f("fk_settlements_drawn_by_id"), type_="foreignkey")
        batch.drop_column("drawn_by_id")
