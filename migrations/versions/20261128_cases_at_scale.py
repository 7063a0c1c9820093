"""The board, the totals and the stalled cases of an office with very many negotiations.

Revision: cases_at_scale, after post_ends
"""

import sqlalchemy as sa
from alembic import op

revision = "cases_at_scale"
down_revision = "post_ends"
branch_labels = None
depends_on = None

PRESENT = {"sqlite_where": sa.text("archived_at IS NULL"), "postgresql_where": sa.text("archived_at IS NULL")}
INDEXES = {
    "ix_negotiations_worth": ["stage", "currency", "value_period", "probability", "value"],
    "ix_negotiations_step": ["stage", "next_step_due", "id"],
    "ix_negotiations_entered": ["stage_entered_at", "id"],
}


def upgrade() -> None:
    op.drop_index("ix_negotiations_stage", "negotiations")
    for name, columns in INDEXES.items():
        op.create_index(name, "negotiations", columns, **PRESENT)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "negotiations")
    op.create_index("ix_negotiations_stage", "negotiations", ["stage"])
