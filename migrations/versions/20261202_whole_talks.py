"""Meetings of one talk have its cases between them, and of those the one that began first is counted.

Revision: whole_talks, after retention
"""

import sqlalchemy as sa
from alembic import op

revision = "whole_talks"
down_revision = "retention"
branch_labels = None
depends_on = None

_COLUMNS = "meeting_id, activity_id, organisation_id, our_organisation_id, held_on"
_NEW = f"""
INSERT INTO talk_facts ({_COLUMNS}, starts_at, is_first)
SELECT talk.meeting_id, talk.activity_id, talk.organisation_id, talk.our_organisation_id, talk.held_on,
       meetings.starts_at,
       row_number() OVER (PARTITION BY talk.organisation_id, talk.our_organisation_id, talk.held_on
                          ORDER BY meetings.starts_at, meetings.id) = 1
FROM talks_before AS talk JOIN meetings ON meetings.id = talk.meeting_id
"""  # noqa: S608  # names of this file alone
_OLD = f"""
INSERT INTO talk_facts ({_COLUMNS}, is_first)
SELECT {_COLUMNS},
       row_number() OVER (PARTITION BY organisation_id, our_organisation_id, held_on ORDER BY meeting_id) = 1
FROM talks_before
"""  # noqa: S608  # likewise
#: Of each talk of a case, the other meetings that are one talk with it.
_SHARED = """
INSERT INTO case_talks (negotiation_id, meeting_id, activity_id, cell, category, our_organisation_id)
SELECT DISTINCT mine.negotiation_id, other.meeting_id, other.activity_id, mine.cell, mine.category,
       mine.our_organisation_id
FROM case_talks AS mine
JOIN talk_facts AS talk ON talk.meeting_id = mine.meeting_id
JOIN talk_facts AS other ON other.organisation_id = talk.organisation_id AND other.held_on = talk.held_on
  AND COALESCE(other.our_organisation_id, 0) = COALESCE(talk.our_organisation_id, 0)
WHERE NOT EXISTS (SELECT 1 FROM case_talks AS known
                  WHERE known.negotiation_id = mine.negotiation_id AND known.meeting_id = other.meeting_id)
"""
_NOT_LINKED = """
DELETE FROM case_talks WHERE NOT EXISTS (
    SELECT 1 FROM negotiation_meetings AS link
    WHERE link.negotiation_id = case_talks.negotiation_id AND link.meeting_id = case_talks.meeting_id)
"""


def upgrade() -> None:
    _rebuild(_NEW, sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False))
    op.execute(sa.text(_SHARED))


def downgrade() -> None:
    op.execute(sa.text(_NOT_LINKED))
    _rebuild(_OLD)


def _rebuild(filled: str, *more: sa.Column[object]) -> None:
    """The facts of talks anew: they are told by the meetings, and nothing refers to them."""
    op.execute(sa.text("CREATE TABLE talks_before AS SELECT * FROM talk_facts"))
    op.drop_table("talk_facts")
    op.create_table(
        "talk_facts",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("our_organisation_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        *more,
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_talk_facts_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_talk_facts")),
    )
    op.execute(sa.text(filled))
    op.execute(sa.text("DROP TABLE talks_before"))
    op.create_index("ix_talk_facts_activity", "talk_facts", ["activity_id", "is_first", "meeting_id"])
    op.create_index("ix_talk_facts_day", "talk_facts", ["held_on", "is_first", "activity_id"])
    op.create_index("ix_talk_facts_sides", "talk_facts", ["organisation_id", "held_on"])
    later = {"sqlite_where": sa.text("is_first = 0"), "postgresql_where": sa.text("NOT is_first")}
    op.create_index("ix_talk_facts_later", "talk_facts", ["meeting_id"], **later)
