"""That nobody knows any more who was at an activity, so that closing it asks no more.

Revision: attendance_unknown, after notice_reminders
"""

import sqlalchemy as sa
from alembic import op

revision = "attendance_unknown"
down_revision = "notice_reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "activities", sa.Column("attendance_unknown", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("activities", "attendance_unknown")
