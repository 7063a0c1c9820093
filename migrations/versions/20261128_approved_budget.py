"""An approval keeps the sum that was approved.

Revision: approved_budget, after present_rows
"""

import sqlalchemy as sa
from alembic import op

revision = "approved_budget"
down_revision = "present_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.add_column(sa.Column("budgeted", sa.Numeric(16, 2), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.drop_column("budgeted")
