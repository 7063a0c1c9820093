"""A post may have ended without anybody knowing when.

Revision: post_ends, after office_chores
"""

import sqlalchemy as sa
from alembic import op

revision = "post_ends"
down_revision = "office_chores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("affiliations") as table:
        table.add_column(sa.Column("end_known", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("affiliations") as table:
        table.drop_column("end_known")
