"""Applications with one-time codes; products, fee and represented body of a delegate.

Revision: applications, after plans
"""

import sqlalchemy as sa
from alembic import op

revision = "applications"
down_revision = "plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_snapshot", sa.String(200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("products", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("fee", sa.Numeric(12, 2), nullable=True))
        batch_op.add_column(sa.Column("fee_currency", sa.String(3), server_default="JPY", nullable=False))
    op.create_table(
        "application_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_application_codes_activity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_application_codes_code_hash")),
    )
    with op.batch_alter_table("application_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_codes_activity_id"), ["activity_id"], unique=False)
    op.create_table(
        "applications",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("company_reading", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reading", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("products", sa.String(), nullable=False),
        sa.Column("counterparts", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_applications_activity_id")),
        sa.ForeignKeyConstraint(["code_id"], ["application_codes.id"], name=op.f("fk_applications_code_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_applications_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_applications_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_applications_participant_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_applications_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_applications_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("code_id", name=op.f("uq_applications_code_id")),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        for column in ("activity_id", "organisation_id", "participant_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_applications_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("applications")
    op.drop_table("application_codes")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        for column in ("fee_currency", "fee", "products", "organisation_snapshot"):
            batch_op.drop_column(column)
