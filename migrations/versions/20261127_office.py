"""The office that runs the installation, in one row.

Revision: office, after one_state
"""

import sqlalchemy as sa
from alembic import op

revision = "office"
down_revision = "one_state"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("reading", sa.String(length=200), nullable=False),
        sa.Column("latin", sa.String(length=200), nullable=False),
        sa.Column("head_titles", sa.JSON(), nullable=False),
        sa.Column("head_name", sa.String(length=120), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("fax", sa.String(length=60), nullable=False),
        sa.Column("emergency_phone", sa.String(length=60), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("letterhead_id", sa.Integer(), nullable=True),
        sa.Column("number_form", sa.String(length=60), nullable=False),
        sa.Column("chain", sa.JSON(), nullable=False),
        sa.Column("fiscal_month", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_only_one")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_office_created_by_id")),
        sa.ForeignKeyConstraint(
            ["letterhead_id"], ["stored_files.id"], name=op.f("fk_office_letterhead_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_office_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )


def downgrade() -> None:
    op.drop_table("office")
