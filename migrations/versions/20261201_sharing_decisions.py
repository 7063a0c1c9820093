"""Decisions that papers of a mission name somebody who said no.

Revision: sharing_decisions, after processing_records
"""

import sqlalchemy as sa
from alembic import op

revision = "sharing_decisions"
down_revision = "processing_records"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sharing_decisions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_sharing_decisions_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_sharing_decisions_created_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sharing_decisions_person_id")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["processing_records.id"], name=op.f("fk_sharing_decisions_record_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_sharing_decisions_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_decisions")),
    )
    op.create_index(op.f("ix_sharing_decisions_activity_id"), "sharing_decisions", ["activity_id"])
    op.create_index(op.f("ix_sharing_decisions_person_id"), "sharing_decisions", ["person_id"])
    op.create_index(op.f("ix_sharing_decisions_record_id"), "sharing_decisions", ["record_id"])


def downgrade() -> None:
    op.drop_table("sharing_decisions")
