"""Mission reports: parts with every text, approvers, events, the frozen content.

Revision: reports, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "reports"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mission_reports",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("addressee", sa.String(length=120), nullable=False),
        sa.Column("reporter", sa.String(length=200), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_mission_reports_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_mission_reports_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_mission_reports_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mission_reports")),
        sa.UniqueConstraint(
            "activity_id", "language", "edition", name=op.f("uq_mission_reports_activity_id_language_edition")
        ),
    )
    with op.batch_alter_table("mission_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mission_reports_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mission_reports_status"), ["status"], unique=False)

    op.create_table(
        "report_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("name_snapshot", sa.String(length=120), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["mission_reports.id"], name=op.f("fk_report_events_report_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_events_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_events")),
    )
    with op.batch_alter_table("report_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_events_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_sections",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("drafted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_report_sections_created_by_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["mission_reports.id"], name=op.f("fk_report_sections_report_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_report_sections_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sections")),
        sa.UniqueConstraint("report_id", "part", name=op.f("uq_report_sections_report_id_part")),
    )
    with op.batch_alter_table("report_sections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_sections_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_snapshot", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["mission_reports.id"], name=op.f("fk_report_steps_report_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_steps_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_steps")),
        sa.UniqueConstraint("report_id", "post", name=op.f("uq_report_steps_report_id_post")),
    )
    with op.batch_alter_table("report_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_steps_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_report_texts_author_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["report_sections.id"], name=op.f("fk_report_texts_section_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_texts")),
    )
    with op.batch_alter_table("report_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_texts_section_id"), ["section_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("report_texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_texts_section_id"))

    op.drop_table("report_texts")
    with op.batch_alter_table("report_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_steps_report_id"))

    op.drop_table("report_steps")
    with op.batch_alter_table("report_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_sections_report_id"))

    op.drop_table("report_sections")
    with op.batch_alter_table("report_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_events_report_id"))

    op.drop_table("report_events")
    with op.batch_alter_table("mission_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mission_reports_status"))
        batch_op.drop_index(batch_op.f("ix_mission_reports_activity_id"))

    op.drop_table("mission_reports")
