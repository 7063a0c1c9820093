"""A report on a subsidy keeps the number and the day under which it was handed in.

Revision: subsidy_papers, after approval_register
"""

import sqlalchemy as sa
from alembic import op

revision = "subsidy_papers"
down_revision = "approval_register"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subsidy_papers",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("funding_source", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("addressee", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_subsidy_papers_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_subsidy_papers_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_subsidy_papers_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_papers")),
        sa.UniqueConstraint("activity_id", "funding_source", name=op.f("uq_subsidy_papers_activity_id_funding_source")),
    )


def downgrade() -> None:
    op.drop_table("subsidy_papers")
