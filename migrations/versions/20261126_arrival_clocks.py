"""The clock of the arrival, where a journey ends on another one than it began on.

Revision: arrival_clocks, after meeting_interpreters
"""

import sqlalchemy as sa
from alembic import op

revision = "arrival_clocks"
down_revision = "meeting_interpreters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        batch_op.add_column(sa.Column("end_timezone", sa.String(40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("itinerary_items") as batch_op:
        batch_op.drop_column("end_timezone")
