"""An index on who interprets at meetings: the page of a person asks for theirs.

Revision: meeting_interpreters, after visit_products
"""

from alembic import op

revision = "meeting_interpreters"
down_revision = "visit_products"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_meetings_interpreter_id"), "meetings", ["interpreter_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_meetings_interpreter_id"), table_name="meetings")
