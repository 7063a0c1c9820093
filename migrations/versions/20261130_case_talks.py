"""The talks of cases stand on record, each with the activity of the talk and the cell of the case.

Revision: case_talks, after mail_arrivals
"""

import sqlalchemy as sa
from alembic import op

revision = "case_talks"
down_revision = "mail_arrivals"
branch_labels = None
depends_on = None

#: The codes of `crm/negotiations/rules/cells.py` as they were on this day.
_TALKS = """
INSERT INTO case_talks (negotiation_id, meeting_id, activity_id, cell, category, our_organisation_id)
SELECT link.negotiation_id, link.meeting_id, talk_facts.activity_id,
       CASE WHEN negotiations.tier_snapshot <> '' AND negotiations.partner_routes_snapshot IS NOT NULL
            THEN 1 + CASE WHEN negotiations.tier_snapshot = 'major' THEN 8 ELSE 0 END
                   + CASE WHEN negotiations.partner_routes_snapshot THEN 4 ELSE 0 END
                   + CASE WHEN COALESCE(negotiations.place_id, activities.place_id) IN (
                         SELECT id FROM places WHERE country = 'CN' AND (code LIKE '11%' OR code LIKE '31%'))
                     THEN 2 ELSE 0 END
            ELSE 0 END,
       negotiations.category, negotiations.our_organisation_id
FROM negotiation_meetings AS link
JOIN talk_facts ON talk_facts.meeting_id = link.meeting_id
JOIN negotiations ON negotiations.id = link.negotiation_id
LEFT JOIN case_facts ON case_facts.negotiation_id = link.negotiation_id
LEFT JOIN activities ON activities.id = case_facts.source_id
"""


def upgrade() -> None:
    op.create_table(
        "case_talks",
        sa.Column("negotiation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("our_organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_case_talks_negotiation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_case_talks_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("negotiation_id", "meeting_id", name=op.f("pk_case_talks")),
    )
    op.execute(sa.text(_TALKS))
    op.create_index("ix_case_talks_meeting", "case_talks", ["meeting_id"])
    op.create_index("ix_case_talks_activity", "case_talks", ["activity_id", "cell", "category"])
    op.create_index("ix_case_facts_source", "case_facts", ["source_id"])
    later = {"sqlite_where": sa.text("is_first = 0"), "postgresql_where": sa.text("NOT is_first")}
    op.create_index("ix_talk_facts_later", "talk_facts", ["meeting_id"], **later)


def downgrade() -> None:
    op.drop_index("ix_talk_facts_later", "talk_facts")
    op.drop_index("ix_case_facts_source", "case_facts")
    op.drop_table("case_talks")
