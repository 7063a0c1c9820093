"""Pasted lists of delegates, and what they made.

Revision: roster_pastes, after places_by_hand
"""

import sqlalchemy as sa
from alembic import op

revision = "roster_pastes"
down_revision = "places_by_hand"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_pastes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("journal", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_roster_pastes_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_roster_pastes_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_pastes")),
    )
    op.create_index(op.f("ix_roster_pastes_activity_id"), "roster_pastes", ["activity_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_roster_pastes_activity_id"), table_name="roster_pastes")
    op.drop_table("roster_pastes")
