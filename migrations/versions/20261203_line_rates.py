"""Each sale of a settlement knows the exchange rate of its own day, by which it was converted.

Revision: line_rates, after ranked_again
"""

import sqlalchemy as sa
from alembic import op

revision = "line_rates"
down_revision = "ranked_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settlement_lines", sa.Column("rate", sa.Numeric(18, 8), nullable=True))
    op.add_column("settlement_lines", sa.Column("rate_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("settlement_lines", "rate_on")
    op.drop_column("settlement_lines", "rate")
