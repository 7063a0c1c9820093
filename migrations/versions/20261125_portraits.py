"""People have portraits.

Revision: portraits, after outcome_mails
"""

import sqlalchemy as sa
from alembic import op

revision = "portraits"
down_revision = "outcome_mails"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "portraits",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_portraits_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_portraits_file_id")),
        sa.ForeignKeyConstraint(["thumbnail_id"], ["stored_files.id"], name=op.f("fk_portraits_thumbnail_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_portraits_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_portraits_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portraits")),
    )
    op.create_index("ix_portraits_person_id", "portraits", ["person_id"])


def downgrade() -> None:
    op.drop_table("portraits")
