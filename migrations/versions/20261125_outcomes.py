"""Outcomes asked for in the year after an activity.

Revision: outcomes, after applications
"""

import sqlalchemy as sa
from alembic import op

revision = "outcomes"
down_revision = "applications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("token_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("order_made", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(negotiation_id IS NULL) <> (lead_id IS NULL)", name=op.f("ck_outcomes_one_case")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_outcomes_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_outcomes_created_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_outcomes_decided_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_outcomes_lead_id")),
        sa.ForeignKeyConstraint(["negotiation_id"], ["negotiations.id"], name=op.f("fk_outcomes_negotiation_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_outcomes_organisation_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_outcomes_task_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_outcomes_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("activity_id", "lead_id", "months", name=op.f("uq_outcomes_activity_id_lead_id_months")),
        sa.UniqueConstraint(
            "activity_id", "negotiation_id", "months", name=op.f("uq_outcomes_activity_id_negotiation_id_months")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_outcomes_token_hash")),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_negotiation_id"), ["negotiation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_task_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_negotiation_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_lead_id"))
        batch_op.drop_index(batch_op.f("ix_outcomes_due_on"))
        batch_op.drop_index(batch_op.f("ix_outcomes_activity_id"))

    op.drop_table("outcomes")
