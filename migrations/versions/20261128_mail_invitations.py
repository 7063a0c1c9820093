"""The invitation that a mail from somebody unknown carries, and the series that an invited meeting belongs to.

Revision: mail_invitations, after wordings
"""

import sqlalchemy as sa
from alembic import op

revision = "mail_invitations"
down_revision = "wordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("received_mails") as table:
        table.add_column(sa.Column("invitation", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("meeting_invitations") as table:
        table.add_column(sa.Column("repeats", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("meeting_invitations", "repeats")
    op.drop_column("received_mails", "invitation")
