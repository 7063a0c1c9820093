"""A case keeps the place whose tier its first talk froze.

Revision: frozen_places, after drawn_by
"""

import sqlalchemy as sa
from alembic import op

revision = "frozen_places"
down_revision = "drawn_by"
branch_labels = None
depends_on = None

#: As the first talk chose it: the target place, that of the activity, that of the talk.
_PLACES = """
UPDATE negotiations SET place_snapshot_id = COALESCE(place_id,
    (SELECT activities.place_id FROM activities WHERE activities.id = COALESCE(
        (SELECT meetings.activity_id
         FROM meetings JOIN negotiation_meetings AS link ON link.meeting_id = meetings.id
         WHERE link.negotiation_id = negotiations.id AND meetings.starts_at = negotiations.first_talk_at
         ORDER BY meetings.id LIMIT 1),
        activity_id,
        (SELECT leads.activity_id FROM leads JOIN negotiation_leads AS link ON link.lead_id = leads.id
         WHERE link.negotiation_id = negotiations.id ORDER BY leads.captured_at, leads.id LIMIT 1))),
    (SELECT meetings.place_id FROM meetings JOIN negotiation_meetings AS link ON link.meeting_id = meetings.id
     WHERE link.negotiation_id = negotiations.id AND meetings.starts_at = negotiations.first_talk_at
     ORDER BY meetings.id LIMIT 1))
WHERE tier_snapshot <> ''
"""
#: The code of `crm/negotiations/rules/cells.py` that says Beijing or Shanghai: 2.
_CELLS = """
UPDATE case_talks SET cell = cell - (cell & 2) + CASE WHEN negotiation_id IN (
    SELECT negotiations.id FROM negotiations JOIN places ON places.id = negotiations.place_snapshot_id
    WHERE places.country = 'CN' AND (places.code LIKE '11%' OR places.code LIKE '31%')) THEN 2 ELSE 0 END
WHERE cell > 0
"""
_COLUMN = "place_snapshot_id"


def upgrade() -> None:
    with op.batch_alter_table("negotiations", schema=None) as batch_op:
        batch_op.add_column(sa.Column(_COLUMN, sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f(f"fk_negotiations_{_COLUMN}"), "places", [_COLUMN], ["id"])
    op.execute(sa.text(_PLACES))
    op.execute(sa.text(_CELLS))


def downgrade() -> None:
    with op.batch_alter_table("negotiations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"fk_negotiations_{_COLUMN}"), type_="foreignkey")
        batch_op.drop_column(_COLUMN)
