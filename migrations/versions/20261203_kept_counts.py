"""Counts by partners keep what the book said when they were decided, why they differed, and what was adjusted.

Revision: kept_counts, after told_names
"""

import sqlalchemy as sa
from alembic import op

revision = "kept_counts"
down_revision = "told_names"
branch_labels = None
depends_on = None

_TEXTS = {"cause": 20, "cause_note": 300}


def upgrade() -> None:
    with op.batch_alter_table("counted_exhibits") as batch:
        for name in ("book", "differs_by", "adjusted"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name, length in _TEXTS.items():
            batch.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
    with op.batch_alter_table("counted_exhibits") as batch:
        for name, length in _TEXTS.items():
            batch.alter_column(name, server_default=None, existing_type=sa.String(length), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("counted_exhibits") as batch:
        for name in ("cause_note", "cause", "adjusted", "differs_by", "book"):
            batch.drop_column(name)
