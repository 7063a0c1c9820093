"""Samples: how many of a product a mission takes, at which value, how they pass customs and who carries them.

Revision: samples, after arrival_clocks
"""

import sqlalchemy as sa
from alembic import op

revision = "samples"
down_revision = "arrival_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("carried_products") as batch_op:
        batch_op.add_column(sa.Column("quantity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("unit_value", sa.Numeric(14, 2), nullable=True))
        batch_op.add_column(sa.Column("currency", sa.String(3), server_default="JPY", nullable=False))
        batch_op.add_column(sa.Column("customs", sa.String(20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("carrier_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_carried_products_carrier_id"), "participants", ["carrier_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(op.f("ix_carried_products_carrier_id"), ["carrier_id"])


def downgrade() -> None:
    with op.batch_alter_table("carried_products") as batch_op:
        batch_op.drop_index(op.f("ix_carried_products_carrier_id"))
        batch_op.drop_constraint(op.f("fk_carried_products_carrier_id"), type_="foreignkey")
        for column in ("carrier_id", "customs", "currency", "unit_value", "quantity"):
            batch_op.drop_column(column)
