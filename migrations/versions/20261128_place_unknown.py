"""That nobody knows where an organisation is, so that it is not asked again.

Revision: place_unknown, after sender_contacts
"""

import sqlalchemy as sa
from alembic import op

revision = "place_unknown"
down_revision = "sender_contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisations", sa.Column("place_unknown", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("organisations", "place_unknown")
