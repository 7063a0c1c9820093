"""Job titles of posts, delegates and attendees in further languages.

Revision: job_titles, after meeting_files
"""

import sqlalchemy as sa
from alembic import op

revision = "job_titles"
down_revision = "meeting_files"
branch_labels = None
depends_on = None

COLUMNS = (("affiliations", "titles"), ("participants", "titles_snapshot"), ("attendees", "titles_snapshot"))


def upgrade() -> None:
    for table, column in COLUMNS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column, sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
