"""A row that was changed with many tells its version before, so that undoing it reaches the change before it.

Revision: bulk_chain, after talked_cases
"""

import sqlalchemy as sa
from alembic import op

revision = "bulk_chain"
down_revision = "talked_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bulk_rows", sa.Column("former", sa.Integer()))


def downgrade() -> None:
    op.drop_column("bulk_rows", "former")
