"""Lists of very many rows are counted by an index.

Revision: present_rows, after cases_at_scale
"""

import sqlalchemy as sa
from alembic import op

revision = "present_rows"
down_revision = "cases_at_scale"
branch_labels = None
depends_on = None

TABLES = ("organisations", "people", "meetings")


def upgrade() -> None:
    present = sa.text("archived_at IS NULL")
    for table in TABLES:
        op.create_index(f"ix_{table}_present", table, ["id"], sqlite_where=present, postgresql_where=present)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_present", table)
