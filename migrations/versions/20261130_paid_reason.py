"""Why the day of a remittance was corrected.

Revision: paid_reason, after bulk_chain
"""

import sqlalchemy as sa
from alembic import op

revision = "paid_reason"
down_revision = "bulk_chain"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("settlements") as table:
        table.add_column(sa.Column("paid_reason", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("settlements") as table:
        table.drop_column("paid_reason")
