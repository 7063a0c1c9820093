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
    rows = sa.table(
        "settlements", *(sa.column(name) for name in ("status", "drawn_by_id", "created_by_id", "updated_by_id"))
    )
    # Nothing but drawing it up anew changes a draft; of what was approved since nobody noted it.
    last = sa.case(
        (rows.c.status == "draft", sa.func.coalesce(rows.c.updated_by_id, rows.c.created_by_id)),
        else_=rows.c.created_by_id,
    )
    op.execute(rows.update().values(drawn_by_id=last))


def downgrade() -> None:
    with op.batch_alter_table("settlements") as batch:
        batch.drop_constraint(batch.f("fk_settlements_drawn_by_id"), type_="foreignkey")
        batch.drop_column("drawn_by_id")
