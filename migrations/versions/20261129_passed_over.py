"""A request for approval says what the boxes of those tell who did not decide it.

Revision: passed_over, after counted
"""

import sqlalchemy as sa
from alembic import op

revision = "passed_over"
down_revision = "counted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.add_column(sa.Column("passed_over", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.drop_column("passed_over")
