"""Approval of plans, templates of activities, venue and co-organisers.

Revision: approvals, after budget
"""

import sqlalchemy as sa
from alembic import op

revision = "approvals"
down_revision = "budget"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_approvals_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_activity_approvals_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_activity_approvals_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_approvals")),
    )
    with op.batch_alter_table("activity_approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_approvals_activity_id"), ["activity_id"], unique=False)
    op.create_table(
        "activity_templates",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_activity_templates_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_activity_templates_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_templates")),
    )
    with op.batch_alter_table("activity_templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_templates_type"), ["type"], unique=False)
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("venue", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("co_organisers", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.alter_column("venue", server_default=None)
        batch_op.alter_column("co_organisers", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_column("co_organisers")
        batch_op.drop_column("venue")
    op.drop_table("activity_templates")
    op.drop_table("activity_approvals")
