"""What the papers for visas say of an invitation is kept with its mission.

Revision: visa_words, after our_organisation
"""

import sqlalchemy as sa
from alembic import op

revision = "visa_words"
down_revision = "our_organisation"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "visa_words",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("consulate", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("contact_phone", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_visa_words_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_visa_words_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_visa_words_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visa_words")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_visa_words_activity_id")),
    )


def downgrade() -> None:
    op.drop_table("visa_words")
