"""A request for approval says how long its paper is kept and from when what was decided is carried out.

Revision: approval_register, after local_partner
"""

import sqlalchemy as sa
from alembic import op

revision = "approval_register"
down_revision = "local_partner"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.add_column(sa.Column("retention", sa.String(length=10), nullable=False, server_default=""))
        table.add_column(sa.Column("effective_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("activity_approvals") as table:
        table.drop_column("effective_on")
        table.drop_column("retention")
