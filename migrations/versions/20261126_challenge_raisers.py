"""A challenge may name the person of the book who raised it, beside what was typed.

Revision: challenge_raisers, after participant_calls
"""

import sqlalchemy as sa
from alembic import op

revision = "challenge_raisers"
down_revision = "participant_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("challenges") as batch_op:
        batch_op.add_column(sa.Column("raised_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_challenges_raised_by_id"), "people", ["raised_by_id"], ["id"])
        batch_op.create_index(op.f("ix_challenges_raised_by_id"), ["raised_by_id"])


def downgrade() -> None:
    with op.batch_alter_table("challenges") as batch_op:
        batch_op.drop_index(op.f("ix_challenges_raised_by_id"))
        batch_op.drop_constraint(op.f("fk_challenges_raised_by_id"), type_="foreignkey")
        batch_op.drop_column("raised_by_id")
