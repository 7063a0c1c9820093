"""Calls and notes say on which record they were logged, where that is no person, organisation, mission or case.

Revision: interactions_about, after paid_reason
"""

import sqlalchemy as sa
from alembic import op

revision = "interactions_about"
down_revision = "paid_reason"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("interactions") as table:
        table.add_column(sa.Column("record_type", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("record_id", sa.Integer(), nullable=True))
        table.create_index("ix_interactions_record", ["record_type", "record_id"])


def downgrade() -> None:
    with op.batch_alter_table("interactions") as table:
        table.drop_index("ix_interactions_record")
        table.drop_column("record_id")
        table.drop_column("record_type")
