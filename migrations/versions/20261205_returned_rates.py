"""By which exchange rate goods that came back are converted: that of the sale that they were.

Revision: returned_rates, after grounds
"""

import sqlalchemy as sa
from alembic import op

revision = "returned_rates"
down_revision = "grounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was approved before was converted by the average of its own sales: it has no rate of its own.
    with op.batch_alter_table("settlement_costs") as batch:
        batch.add_column(sa.Column("rate", sa.Numeric(18, 8), nullable=True))
        batch.add_column(sa.Column("rate_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("settlement_costs") as batch:
        batch.drop_column("rate_on")
        batch.drop_column("rate")
