"""Whoever sat in a meeting spoke for an organisation, under the name that it had then.

What is known of old meetings is filled in: the organisation of their side where they held a post there on the day, else
whom they represented in the delegation, else the only organisation at which they held a post.

Revision: attendee_organisation, after target_frameworks
"""

import sqlalchemy as sa
from alembic import op

revision = "attendee_organisation"
down_revision = "target_frameworks"
branch_labels = None
depends_on = None

_AT_SIDE = """UPDATE attendees SET organisation_id = (
  SELECT min(a.organisation_id) FROM meetings m JOIN affiliations a ON a.person_id = attendees.person_id
    AND (a.from_date IS NULL OR a.from_date <= m.held_on) AND (a.to_date IS NULL OR a.to_date >= m.held_on)
  WHERE m.id = attendees.meeting_id AND a.organisation_id =
    CASE attendees.side WHEN 'theirs' THEN m.organisation_id ELSE m.our_organisation_id END)"""
_IN_DELEGATION = """UPDATE attendees SET organisation_id = (
  SELECT min(p.organisation_id) FROM meetings m JOIN participants p ON p.activity_id = m.activity_id
  WHERE m.id = attendees.meeting_id AND p.person_id = attendees.person_id)
  WHERE organisation_id IS NULL"""
_AT_THE_ONLY_ONE = """UPDATE attendees SET organisation_id = (
  SELECT CASE WHEN count(DISTINCT a.organisation_id) = 1 THEN min(a.organisation_id) END
  FROM meetings m JOIN affiliations a ON a.person_id = attendees.person_id
    AND (a.from_date IS NULL OR a.from_date <= m.held_on) AND (a.to_date IS NULL OR a.to_date >= m.held_on)
  WHERE m.id = attendees.meeting_id)
  WHERE organisation_id IS NULL"""
_NAMES = """UPDATE attendees SET organisation_snapshot = coalesce((SELECT max(n.text) FROM organisation_names n
  WHERE n.organisation_id = attendees.organisation_id AND n.is_primary), '')"""


def upgrade() -> None:
    with op.batch_alter_table("attendees") as table:
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("organisation_snapshot", sa.String(length=200), nullable=False, server_default=""))
        table.create_foreign_key("fk_attendees_organisation_id", "organisations", ["organisation_id"], ["id"])
    for statement in (_AT_SIDE, _IN_DELEGATION, _AT_THE_ONLY_ONE, _NAMES):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("attendees") as table:
        table.drop_constraint("fk_attendees_organisation_id", type_="foreignkey")
        table.drop_column("organisation_snapshot")
        table.drop_column("organisation_id")
