"""Which firm the account of a maker's person belongs to.

Revision: maker_accounts, after locations
"""

import sqlalchemy as sa
from alembic import op

revision = "maker_accounts"
down_revision = "locations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "maker_accounts",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_maker_accounts_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_maker_accounts_updated_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_maker_accounts_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_maker_accounts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maker_accounts")),
        sa.UniqueConstraint("user_id", name=op.f("uq_maker_accounts_user_id")),
    )
    op.create_index(op.f("ix_maker_accounts_organisation_id"), "maker_accounts", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("maker_accounts")
    # Without their firm these accounts belong to no role that there was: they are closed, and stay in the log.
    op.execute("UPDATE users SET active = false, role = 'coordinator' WHERE role = 'maker'")
