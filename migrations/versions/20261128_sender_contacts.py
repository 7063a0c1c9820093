"""Where the sender of a letter is and how to reach them, as it stands on it.

Revision: sender_contacts, after mail_invitations
"""

import sqlalchemy as sa
from alembic import op

revision = "sender_contacts"
down_revision = "mail_invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letters") as table:
        table.add_column(sa.Column("sender_contact", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("letters") as table:
        table.alter_column("sender_contact", server_default=None)


def downgrade() -> None:
    op.drop_column("letters", "sender_contact")
