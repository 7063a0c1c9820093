"""Venue, transport and dress of an item of the programme in further languages.

Revision: item_texts, after challenge_raisers
"""

import sqlalchemy as sa
from alembic import op

revision = "item_texts"
down_revision = "challenge_raisers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        batch_op.add_column(sa.Column("texts", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        batch_op.drop_column("texts")
