"""What can be taken back is kept beyond its notice.

Revision: recent_changes, after item_texts
"""

import sqlalchemy as sa
from alembic import op

revision = "recent_changes"
down_revision = "item_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recent_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("undo", sa.String(500), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recent_changes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recent_changes")),
    )
    op.create_index(op.f("ix_recent_changes_user_id"), "recent_changes", ["user_id"])


def downgrade() -> None:
    op.drop_table("recent_changes")
