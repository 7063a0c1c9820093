"""Processing records of people: what they were told and answered, and on what the use of their data rests.

Revision: processing_records, after name_keys
"""

import sqlalchemy as sa
from alembic import op

revision = "processing_records"
down_revision = "noted_moves"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "processing_records",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("regime", sa.String(length=10), nullable=False),
        sa.Column("purposes", sa.String(length=120), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("keep", sa.String(length=10), nullable=False),
        sa.Column("makers", sa.String(length=10), nullable=False),
        sa.Column("partners", sa.String(length=10), nullable=False),
        sa.Column("newsletter", sa.String(length=10), nullable=False),
        sa.Column("photo", sa.String(length=10), nullable=False),
        sa.Column("notice_version", sa.String(length=40), nullable=False),
        sa.Column("notice_language", sa.String(length=10), nullable=False),
        sa.Column("obtained_on", sa.Date(), nullable=False),
        sa.Column("obtained_how", sa.String(length=20), nullable=False),
        sa.Column("obtained_by", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("mistake", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_processing_records_activity_id")),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["booth_captures.id"], name=op.f("fk_processing_records_capture_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_processing_records_created_by_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["stored_files.id"], name=op.f("fk_processing_records_evidence_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_processing_records_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_processing_records_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processing_records")),
    )
    op.create_index(op.f("ix_processing_records_activity_id"), "processing_records", ["activity_id"])
    op.create_index(op.f("ix_processing_records_capture_id"), "processing_records", ["capture_id"])
    op.create_index("ix_processing_records_person_id_obtained_on", "processing_records", ["person_id", "obtained_on"])


def downgrade() -> None:
    op.drop_table("processing_records")
