"""A report on a subsidy bears why it goes out with texts in another language.

Revision: subsidy_reason, after agreement_words
"""

import sqlalchemy as sa
from alembic import op

revision = "subsidy_reason"
down_revision = "agreement_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subsidy_papers") as table:
        table.add_column(sa.Column("sent_reason", sa.String(500), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("subsidy_papers") as table:
        table.drop_column("sent_reason")
