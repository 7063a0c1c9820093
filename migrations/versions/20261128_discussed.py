"""What was discussed in a talk, of neither side.

Revision: discussed, after province_cities
"""

import sqlalchemy as sa
from alembic import op

revision = "discussed"
down_revision = "province_cities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("minute_items") as table:
        table.add_column(sa.Column("discussed", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("minute_items") as table:
        table.alter_column("discussed", server_default=None)


def downgrade() -> None:
    op.drop_column("minute_items", "discussed")
