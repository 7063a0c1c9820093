"""Find the moves of a month, and what takes one back

Revision ID: stage_events_found
Revises: figure_snapshots
Create Date: 2026-11-29

Management's home page asked of each move of all years whether another takes it back: at 225,000 moves it never came.
"""

import sqlalchemy as sa
from alembic import op

revision = "stage_events_found"
down_revision = "figure_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_stage_events_happened_at", "stage_events", ["happened_at"])
    some = sa.text("undoes_id IS NOT NULL")
    op.create_index(
        "ix_stage_events_undoes_id", "stage_events", ["undoes_id"], sqlite_where=some, postgresql_where=some
    )


def downgrade() -> None:
    op.drop_index("ix_stage_events_undoes_id", table_name="stage_events")
    op.drop_index("ix_stage_events_happened_at", table_name="stage_events")
