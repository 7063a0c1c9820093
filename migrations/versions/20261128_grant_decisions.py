"""Who decided on a grant, when and under which number: the report on it refers to that.

Revision: grant_decisions, after approved_plan
"""

import sqlalchemy as sa
from alembic import op

revision = "grant_decisions"
down_revision = "approved_plan"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("initiative_fundings") as table:
        table.add_column(sa.Column("granted_by", sa.String(120), nullable=False, server_default=""))
        table.add_column(sa.Column("decision_number", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("granted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("initiative_fundings") as table:
        table.drop_column("granted_on")
        table.drop_column("decision_number")
        table.drop_column("granted_by")
