"""Tasks have a priority.

Revision: task_priority, after subsidy_reason
"""

import sqlalchemy as sa
from alembic import op

revision = "task_priority"
down_revision = "subsidy_reason"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks") as table:
        table.add_column(sa.Column("priority", sa.String(6), nullable=False, server_default="normal"))
    with op.batch_alter_table("tasks") as table:
        table.alter_column("priority", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("tasks") as table:
        table.drop_column("priority")
