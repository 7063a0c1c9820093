"""A call for participants bears the day on which it was issued.

Revision: call_issued, after interaction_activity
"""

import sqlalchemy as sa
from alembic import op

revision = "call_issued"
down_revision = "interaction_activity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("participant_calls") as table:
        table.add_column(sa.Column("issued_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("participant_calls") as table:
        table.drop_column("issued_on")
