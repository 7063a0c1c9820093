"""A case is found by its local partner, as it is by its two sides.

Revision: local_partner, after call_issued
"""

from alembic import op

revision = "local_partner"
down_revision = "call_issued"
branch_labels = None
depends_on = None

_INDEX = "ix_negotiations_local_partner_id"


def upgrade() -> None:
    op.create_index(_INDEX, "negotiations", ["local_partner_id"])


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="negotiations")
