"""Countdowns of missions: which task stands for which step.

Revision: checklists, after item_contacts
"""

import sqlalchemy as sa
from alembic import op

revision = "checklists"
down_revision = "item_contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("ruled_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_checklist_steps_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_checklist_steps_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_steps")),
        sa.UniqueConstraint("activity_id", "key", name=op.f("uq_checklist_steps_activity_id_key")),
        sa.UniqueConstraint("task_id", name=op.f("uq_checklist_steps_task_id")),
    )
    with op.batch_alter_table("checklist_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_steps_activity_id"), ["activity_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("checklist_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_steps_activity_id"))
    op.drop_table("checklist_steps")
