"""An approval keeps the plan that was approved.

Revision: approved_plan, after approved_budget
"""

import sqlalchemy as sa
from alembic import op

revision = "approved_plan"
down_revision = "approved_budget"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.add_column(sa.Column("plan", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.drop_column("plan")
