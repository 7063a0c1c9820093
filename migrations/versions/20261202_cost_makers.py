"""Costs of settlements that one maker bears: of goods that came back, of a test of one firm's goods.

Revision: cost_makers, after untaxed_sales
"""

import sqlalchemy as sa
from alembic import op

revision = "cost_makers"
down_revision = "untaxed_sales"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("settlement_costs") as batch:
        batch.add_column(sa.Column("maker_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_settlement_costs_maker_id"), "organisations", ["maker_id"], ["id"])
        batch.create_index(batch.f("ix_settlement_costs_maker_id"), ["maker_id"])


def downgrade() -> None:
    with op.batch_alter_table("settlement_costs") as batch:
        batch.drop_index(batch.f("ix_settlement_costs_maker_id"))
        batch.drop_constraint(batch.f("fk_settlement_costs_maker_id"), type_="foreignkey")
        batch.drop_column("maker_id")
