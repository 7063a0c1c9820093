"""Reports have a form and a stage; what was drafted is ticked as read; a step may be decided on paper.

Revision: report_forms, after item_details
"""

import sqlalchemy as sa
from alembic import op

revision = "report_forms"
down_revision = "item_details"
branch_labels = None
depends_on = None

_BEFORE = "uq_mission_reports_activity_id_language_edition"
_AFTER = "uq_mission_reports_activity_id_language_form_edition"


def upgrade() -> None:
    with op.batch_alter_table("mission_reports") as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(length=10), server_default="full", nullable=False))
        batch_op.add_column(sa.Column("stage", sa.String(length=10), server_default="final", nullable=False))
        batch_op.add_column(sa.Column("order_number", sa.String(length=60), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f(_BEFORE), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_AFTER), ["activity_id", "language", "form", "edition"])
    with op.batch_alter_table("report_sections") as batch_op:
        batch_op.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("report_steps") as batch_op:
        batch_op.add_column(sa.Column("holder", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("paper_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("paper_file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_report_steps_paper_file_id"), "stored_files", ["paper_file_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_report_steps_entered_by_id"), "users", ["entered_by_id"], ["id"])


def downgrade() -> None:
    """What the release before does not know goes: short reports, and steps of those who have no account."""
    op.execute(
        "DELETE FROM report_texts WHERE section_id IN (SELECT s.id FROM report_sections s"
        " JOIN mission_reports r ON r.id = s.report_id WHERE r.form <> 'full')"
    )
    op.execute("DELETE FROM report_sections WHERE report_id IN (SELECT id FROM mission_reports WHERE form <> 'full')")
    op.execute("DELETE FROM report_steps WHERE report_id IN (SELECT id FROM mission_reports WHERE form <> 'full')")
    op.execute("DELETE FROM report_events WHERE report_id IN (SELECT id FROM mission_reports WHERE form <> 'full')")
    op.execute("DELETE FROM mission_reports WHERE form <> 'full'")
    op.execute("DELETE FROM report_steps WHERE user_id IS NULL")
    with op.batch_alter_table("report_steps") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_report_steps_entered_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_report_steps_paper_file_id"), type_="foreignkey")
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
        for column in ("entered_by_id", "paper_file_id", "paper_on", "holder"):
            batch_op.drop_column(column)
    with op.batch_alter_table("report_sections") as batch_op:
        batch_op.drop_column("read_at")
    with op.batch_alter_table("mission_reports") as batch_op:
        batch_op.drop_constraint(batch_op.f(_AFTER), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_BEFORE), ["activity_id", "language", "edition"])
        for column in ("order_number", "stage", "form"):
            batch_op.drop_column(column)
