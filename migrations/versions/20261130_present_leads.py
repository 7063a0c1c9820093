"""Leads that are not archived are counted by an index, as people and meetings are.

Revision: present_leads, after bulk_runs
"""

import sqlalchemy as sa
from alembic import op

revision = "present_leads"
down_revision = "bulk_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    present = sa.text("archived_at IS NULL")
    op.create_index("ix_leads_present", "leads", ["id"], sqlite_where=present, postgresql_where=present)


def downgrade() -> None:
    op.drop_index("ix_leads_present", "leads")
