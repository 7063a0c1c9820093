"""Which last day for notice of an agreement somebody was reminded of.

Revision: notice_reminders, after place_unknown
"""

import sqlalchemy as sa
from alembic import op

revision = "notice_reminders"
down_revision = "place_unknown"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agreements", sa.Column("reminded_for", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("agreements", "reminded_for")
