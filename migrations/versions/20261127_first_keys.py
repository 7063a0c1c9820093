"""The secret by which the first administrator is made in the browser.

Revision: first_keys, after roster_pastes
"""

import sqlalchemy as sa
from alembic import op

revision = "first_keys"
down_revision = "roster_pastes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "first_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_first_keys_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_keys")),
    )


def downgrade() -> None:
    op.drop_table("first_keys")
