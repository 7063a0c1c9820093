"""How many framework agreements a plan aims at: the target of agreements counts contracts alone.

Revision: target_frameworks, after document_readers
"""

import sqlalchemy as sa
from alembic import op

revision = "target_frameworks"
down_revision = "document_readers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activities", sa.Column("target_frameworks", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("activities", "target_frameworks")
