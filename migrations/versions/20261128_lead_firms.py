"""A lead knows the company of our side that it was captured for; of the leads that there are, nobody told one.

Revision: lead_firms, after visa_words
"""

import sqlalchemy as sa
from alembic import op

revision = "lead_firms"
down_revision = "visa_words"
branch_labels = None
depends_on = None

_INDEX = "ix_leads_our_organisation_id"
_KEY = "fk_leads_our_organisation_id"


def upgrade() -> None:
    with op.batch_alter_table("leads") as table:
        table.add_column(sa.Column("our_organisation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(_KEY, "organisations", ["our_organisation_id"], ["id"])
    told = sa.text("our_organisation_id IS NOT NULL")
    op.create_index(_INDEX, "leads", ["our_organisation_id"], sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="leads")
    with op.batch_alter_table("leads") as table:
        table.drop_constraint(_KEY, type_="foreignkey")
        table.drop_column("our_organisation_id")
