"""When a move of a negotiation was written down, beside when it happened.

Of moves that are on record the log tells it; where it does not, nothing else is known than when they happened.

Revision: noted_moves, after name_keys
"""

import sqlalchemy as sa
from alembic import op

revision = "noted_moves"
down_revision = "name_keys"
branch_labels = None
depends_on = None

LOGGED = """UPDATE stage_events SET noted_at = coalesce(
    (SELECT min(e.at) FROM audit_entries e WHERE e.record_type = 'negotiations'
     AND e.record_id = stage_events.negotiation_id AND e.table_name = 'stage_events' AND e.row_id = stage_events.id),
    happened_at)"""


def upgrade() -> None:
    op.add_column("stage_events", sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(LOGGED)
    with op.batch_alter_table("stage_events", schema=None) as batch_op:
        batch_op.alter_column("noted_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("stage_events", schema=None) as batch_op:
        batch_op.drop_column("noted_at")
