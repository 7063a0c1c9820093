"""An item knows which of its clocks nobody told yet; a flight its number and both ends, a hotel its rooms.

Revision: item_details, after first_keys
"""

import sqlalchemy as sa
from alembic import op

revision = "item_details"
down_revision = "first_keys"
branch_labels = None
depends_on = None

TEXTS = {"open_clock": 5, "flight_number": 20, "origin": 120, "destination": 120}


def upgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        for name, length in TEXTS.items():
            batch_op.add_column(sa.Column(name, sa.String(length), server_default="", nullable=False))
        batch_op.add_column(sa.Column("rooms", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        for name in ("rooms", *TEXTS):
            batch_op.drop_column(name)
