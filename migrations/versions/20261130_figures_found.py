"""Indexes by which figures find cases: of a period, of an activity, the longest in their stage, those in no figure.

Revision: figures_found, after interactions_about
"""

import sqlalchemy as sa
from alembic import op

revision = "figures_found"
down_revision = "interactions_about"
branch_labels = None
depends_on = None


def upgrade() -> None:
    out = sa.text("not_counted != ''")
    op.create_index("ix_negotiations_left_out", "negotiations", ["id"], sqlite_where=out, postgresql_where=out)
    op.create_index("ix_case_facts_home", "case_facts", ["home_id", "first_talk_on"])
    op.create_index("ix_case_facts_talked", "case_facts", ["first_talk_on"])
    op.create_index("ix_case_facts_lost", "case_facts", ["lost_on"])
    op.drop_index("ix_negotiations_entered", "negotiations")
    op.create_index("ix_negotiations_entered", "negotiations", ["stage_entered_at", "id"])


def downgrade() -> None:
    present = sa.text("archived_at IS NULL")
    op.drop_index("ix_negotiations_entered", "negotiations")
    op.create_index(
        "ix_negotiations_entered",
        "negotiations",
        ["stage_entered_at", "id"],
        sqlite_where=present,
        postgresql_where=present,
    )
    for name in ("lost", "talked", "home"):
        op.drop_index(f"ix_case_facts_{name}", "case_facts")
    op.drop_index("ix_negotiations_left_out", "negotiations")
