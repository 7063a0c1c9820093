"""Travel details of delegates, sealed; documents that print them.

Revision: travel, after holidays
"""

import sqlalchemy as sa
from alembic import op

revision = "travel"
down_revision = "holidays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "travel_details",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_travel_details_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_travel_details_created_by_id")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_travel_details_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_travel_details_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_details")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_travel_details_participant_id")),
    )
    with op.batch_alter_table("travel_details", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_travel_details_activity_id"), ["activity_id"], unique=False)
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_column("restricted")
    op.drop_table("travel_details")
