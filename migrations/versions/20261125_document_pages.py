"""What stands on each page of a printed pack, to print what changed since.

Revision: document_pages, after outcomes
"""

import sqlalchemy as sa
from alembic import op

revision = "document_pages"
down_revision = "outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digests", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_column("digests")
