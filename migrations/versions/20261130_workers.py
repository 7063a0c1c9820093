"""Workers say that they are there, so that a dead one is missed.

Revision: workers, after access_overrides
"""

import sqlalchemy as sa
from alembic import op

revision = "workers"
down_revision = "access_overrides"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )


def downgrade() -> None:
    op.drop_table("workers")
