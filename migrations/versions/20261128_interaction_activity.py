"""A call or a note may belong to a mission or another activity.

Revision: interaction_activity, after grant_decisions
"""

import sqlalchemy as sa
from alembic import op

revision = "interaction_activity"
down_revision = "grant_decisions"
branch_labels = None
depends_on = None

_INDEX = "ix_interactions_activity_id"
_KEY = "fk_interactions_activity_id"


def upgrade() -> None:
    with op.batch_alter_table("interactions") as table:
        table.add_column(sa.Column("activity_id", sa.Integer(), nullable=True))
        table.create_foreign_key(_KEY, "activities", ["activity_id"], ["id"])
    op.create_index(_INDEX, "interactions", ["activity_id"])


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="interactions")
    with op.batch_alter_table("interactions") as table:
        table.drop_constraint(_KEY, type_="foreignkey")
        table.drop_column("activity_id")
