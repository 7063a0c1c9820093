"""The link by which a company tells its outcome goes out by mail.

Revision: outcome_mails, after document_pages
"""

import sqlalchemy as sa
from alembic import op

revision = "outcome_mails"
down_revision = "document_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outcomes") as table:
        table.add_column(sa.Column("mail_to", sa.String(length=254), nullable=False, server_default=""))
        table.add_column(sa.Column("mail_state", sa.String(length=10), nullable=False, server_default=""))
        table.add_column(sa.Column("mail_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("mail_tries", sa.Integer(), nullable=False, server_default="0"))
        table.create_index("ix_outcomes_mail_state", ["mail_state"])
    with op.batch_alter_table("outcomes") as table:
        for name in ("mail_to", "mail_state", "mail_tries"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outcomes") as table:
        table.drop_index("ix_outcomes_mail_state")
        for name in ("mail_tries", "mail_at", "mail_state", "mail_to"):
            table.drop_column(name)
