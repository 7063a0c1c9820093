"""What the management let go on: for which version of a rule and which goods.

Revision: access_overrides, after market_access
"""

import sqlalchemy as sa
from alembic import op

revision = "access_overrides"
down_revision = "market_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("access_overrides", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("given_for", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("access_overrides", schema=None) as batch_op:
        batch_op.drop_column("given_for")
        batch_op.drop_column("rule_version")
