"""Titles of items of the programme in further languages.

Revision: item_titles, after samples
"""

import sqlalchemy as sa
from alembic import op

revision = "item_titles"
down_revision = "samples"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        batch_op.add_column(sa.Column("titles", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        batch_op.drop_column("titles")
