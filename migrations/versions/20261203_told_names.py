"""Whose goods were at a stall, and what products and makers were called when a settlement was approved.

Revision: told_names, after line_rates
"""

import sqlalchemy as sa
from alembic import op

revision = "told_names"
down_revision = "line_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stall_goods") as batch:
        batch.add_column(sa.Column("maker_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE stall_goods SET maker_id = (SELECT maker_id FROM products WHERE products.id = stall_goods.product_id)"
    )
    with op.batch_alter_table("stall_goods") as batch:
        batch.alter_column("maker_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(batch.f("fk_stall_goods_maker_id"), "organisations", ["maker_id"], ["id"])
        batch.create_index(batch.f("ix_stall_goods_maker_id"), ["maker_id"])
    for table in ("settlement_lines", "settlement_shares"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("told", server_default=None, existing_type=sa.JSON(), existing_nullable=False)


def downgrade() -> None:
    for table in ("settlement_shares", "settlement_lines"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("told")
    with op.batch_alter_table("stall_goods") as batch:
        batch.drop_index(batch.f("ix_stall_goods_maker_id"))
        batch.drop_constraint(batch.f("fk_stall_goods_maker_id"), type_="foreignkey")
        batch.drop_column("maker_id")
