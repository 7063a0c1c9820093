"""The office's own working days, kept where the holidays are kept.

Revision: office_days, after report_forms
"""

import sqlalchemy as sa
from alembic import op

revision = "office_days"
down_revision = "report_forms"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "office_days",
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("closed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_days_only_one")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_office_days_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_office_days_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_days")),
    )


def downgrade() -> None:
    op.drop_table("office_days")
