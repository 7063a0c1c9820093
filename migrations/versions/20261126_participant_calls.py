"""What the office writes for a call for participants is kept.

Revision: participant_calls, after job_titles
"""

import sqlalchemy as sa
from alembic import op

revision = "participant_calls"
down_revision = "job_titles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "participant_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("fee", sa.Numeric(12, 2), nullable=True),
        sa.Column("fee_currency", sa.String(3), nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=True),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_participant_calls_activity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_calls")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_participant_calls_activity_id")),
    )


def downgrade() -> None:
    op.drop_table("participant_calls")
