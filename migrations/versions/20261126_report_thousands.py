"""A report may tell its amounts in thousands of yen.

Revision: report_thousands, after narrow_lookup
"""

import sqlalchemy as sa
from alembic import op

revision = "report_thousands"
down_revision = "narrow_lookup"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mission_reports") as batch_op:
        batch_op.add_column(sa.Column("thousands", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("mission_reports") as batch_op:
        batch_op.drop_column("thousands")
