"""The budget of activities: planned lines, who bears a cost, receipts, shares of participants, hours of staff.

Revision: budget, after matching
"""

import sqlalchemy as sa
from alembic import op

revision = "budget"
down_revision = "matching"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_budget_lines()
    _make_shares()
    op.create_table(
        "staff_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=10, scale=0), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_staff_times_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_times_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_times")),
    )
    with op.batch_alter_table("staff_times", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_times_activity_id"), ["activity_id"], unique=False)

    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("costs_state", sa.String(length=10), nullable=False, server_default="open"))
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.alter_column("costs_state", server_default=None)

    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("budget_line_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("funding_source", sa.String(length=30), nullable=False, server_default="own"))
        batch_op.add_column(sa.Column("fx_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("payee", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("receipt_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_cost_lines_budget_line_id"), "budget_lines", ["budget_line_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(batch_op.f("fk_cost_lines_receipt_id"), "stored_files", ["receipt_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_cost_lines_approved_by_id"), "users", ["approved_by_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_cost_lines_budget_line_id"), ["budget_line_id"], unique=False)
    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.alter_column("funding_source", server_default=None)
        batch_op.alter_column("payee", server_default=None)


def _make_budget_lines() -> None:
    op.create_table(
        "budget_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("funding_source", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fx_rate", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("fx_day", sa.Date(), nullable=True),
        sa.Column("amount_jpy", sa.Numeric(precision=16, scale=0), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_budget_lines_activity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
    )
    with op.batch_alter_table("budget_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_lines_activity_id"), ["activity_id"], unique=False)


def _make_shares() -> None:
    op.create_table(
        "participant_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("funding_source", sa.String(length=30), nullable=False),
        sa.Column("due", sa.Numeric(precision=16, scale=0), nullable=False),
        sa.Column("paid", sa.Numeric(precision=16, scale=0), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "participant_id IS NULL OR organisation_id IS NULL", name=op.f("ck_participant_shares_one_payer")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_participant_shares_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_participant_shares_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_participant_shares_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_shares")),
    )
    with op.batch_alter_table("participant_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_shares_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_shares_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_shares_participant_id"), ["participant_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cost_lines_budget_line_id"))
        batch_op.drop_constraint(batch_op.f("fk_cost_lines_approved_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cost_lines_receipt_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cost_lines_budget_line_id"), type_="foreignkey")
        for name in (
            "approved_at",
            "approved_by_id",
            "receipt_id",
            "payee",
            "fx_day",
            "funding_source",
            "budget_line_id",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_column("costs_state")
    for name in ("staff_times", "participant_shares", "budget_lines"):
        op.drop_table(name)
