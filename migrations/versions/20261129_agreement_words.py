"""An agreement of another type says in its own words what it is.

Revision: agreement_words, after subsidy_papers
"""

import sqlalchemy as sa
from alembic import op

revision = "agreement_words"
down_revision = "subsidy_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agreements") as table:
        table.add_column(sa.Column("type_words", sa.String(length=100), nullable=False, server_default=""))


def downgrade() -> None:
    # What another type is called stands in its subject, too; these two types were not known before.
    op.execute("UPDATE agreements SET type = 'sales_contract' WHERE type IN ('service_contract', 'other_commercial')")
    op.execute("UPDATE agreements SET type = 'mou' WHERE type = 'other_framework'")
    with op.batch_alter_table("agreements") as table:
        table.drop_column("type_words")
