"""Tasks that are the office's own work, such as writing the report: no report lists them.

Revision: own_work, after discussed
"""

import sqlalchemy as sa
from alembic import op

revision = "own_work"
down_revision = "discussed"
branch_labels = None
depends_on = None

TABLES = ("tasks", "plan_steps")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("internal", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "internal")
