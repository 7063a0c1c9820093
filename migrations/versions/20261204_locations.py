"""The office says in which country its data lie, and with whom.

Revision: locations, after whole_talks
"""

import sqlalchemy as sa
from alembic import op

revision = "locations"
down_revision = "whole_talks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("location_countries", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("location_keepers", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_column("location_keepers")
        batch_op.drop_column("location_countries")
