"""On what somebody signs an agreement who has no post at the party: a power of attorney.

Revision: signing_powers, after attendee_organisation
"""

import sqlalchemy as sa
from alembic import op

revision = "signing_powers"
down_revision = "attendee_organisation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signatories", sa.Column("authority", sa.String(200), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("signatories", "authority")
