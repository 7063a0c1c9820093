"""Our booths at fairs.

Revision: booths, after figures_found
"""

import sqlalchemy as sa
from alembic import op

revision = "booths"
down_revision = "figures_found"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "booths",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("hall", sa.String(60), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("area", sa.Numeric(8, 2), nullable=True),
        sa.Column("fee", sa.Numeric(14, 2), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("area > 0", name=op.f("ck_booths_has_room")),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_booths_fee_not_below")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_booths_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_booths_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_booths_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booths")),
    )
    op.create_index(op.f("ix_booths_activity_id"), "booths", ["activity_id"])


def downgrade() -> None:
    op.drop_table("booths")
