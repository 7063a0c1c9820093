"""Goods that came back after they were settled: which sale, and how many pieces of it.

Revision: returned_sales, after guessed_fees
"""

import sqlalchemy as sa
from alembic import op

revision = "returned_sales"
down_revision = "guessed_fees"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("settlement_costs") as batch:
        batch.add_column(sa.Column("sale_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("pieces", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_settlement_costs_sale_id"), "showroom_sales", ["sale_id"], ["id"])
        batch.create_index(batch.f("ix_settlement_costs_sale_id"), ["sale_id"])


def downgrade() -> None:
    with op.batch_alter_table("settlement_costs") as batch:
        batch.drop_index(batch.f("ix_settlement_costs_sale_id"))
        batch.drop_constraint(batch.f("fk_settlement_costs_sale_id"), type_="foreignkey")
        batch.drop_column("pieces")
        batch.drop_column("sale_id")
