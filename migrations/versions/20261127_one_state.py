"""An item has one state; that of the appointment behind it is read from it.

Where the two contradicted each other, the appointment decides: asked and informally agreed are tentative, confirmed is
confirmed, impossible is cancelled. What is over or cancelled stays so. An appointment that would put a whole delegation
in two places at once (INV-A1) becomes informally agreed: somebody has to look at it.

Revision: one_state, after relation_periods
"""

import sqlalchemy as sa
from alembic import op

revision = "one_state"
down_revision = "relation_periods"
branch_labels = None
depends_on = None

#: {state of the appointment: state of an item that is neither over nor cancelled}
STATES = {"asked": "tentative", "informal_yes": "informal_yes", "impossible": "cancelled"}
_OF = "id IN (SELECT item_id FROM visits WHERE appointment = :appointment)"
_OPEN = "status IN ('tentative', 'confirmed')"
CONFIRM = """
UPDATE itinerary_items SET status = CASE WHEN EXISTS (
        SELECT 1 FROM itinerary_items other
        WHERE other.activity_id = itinerary_items.activity_id AND other.id <> itinerary_items.id
        AND other.archived_at IS NULL AND other.status IN ('confirmed', 'done') AND other.kind <> 'hotel'
        AND other.starts_at < itinerary_items.ends_at AND other.ends_at > itinerary_items.starts_at
    ) THEN 'informal_yes' ELSE 'confirmed' END
WHERE id = :id
"""


def upgrade() -> None:
    connection = op.get_bind()
    for appointment, status in STATES.items():
        connection.execute(
            sa.text(f"UPDATE itinerary_items SET status = :status WHERE {_OPEN} AND {_OF}"),  # noqa: S608  # words of ours
            {"status": status, "appointment": appointment},
        )
    confirm_one_by_one(connection)
    with op.batch_alter_table("visits") as batch_op:
        batch_op.drop_column("appointment")


def confirm_one_by_one(connection: sa.Connection) -> None:
    """The earlier item first, so that of two that overlap only one is confirmed."""
    ids = connection.execute(
        sa.text(f"SELECT id FROM itinerary_items WHERE status = 'tentative' AND {_OF} ORDER BY starts_at, id"),  # noqa: S608
        {"appointment": "confirmed"},
    ).scalars()
    for id in list(ids):
        connection.execute(sa.text(CONFIRM), {"id": id})


def downgrade() -> None:
    with op.batch_alter_table("visits") as batch_op:
        batch_op.add_column(sa.Column("appointment", sa.String(20), server_default="asked", nullable=False))
    told = {"informal_yes": "informal_yes", "confirmed": "confirmed", "done": "confirmed", "cancelled": "impossible"}
    for status, appointment in told.items():
        op.get_bind().execute(
            sa.text(
                "UPDATE visits SET appointment = :appointment"
                " WHERE item_id IN (SELECT id FROM itinerary_items WHERE status = :status)"
            ),
            {"status": status, "appointment": appointment},
        )
    op.execute("UPDATE itinerary_items SET status = 'tentative' WHERE status = 'informal_yes'")
    with op.batch_alter_table("visits") as batch_op:
        batch_op.alter_column("appointment", server_default=None)
