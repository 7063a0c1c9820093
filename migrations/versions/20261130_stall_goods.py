"""The goods of a stall at a product fair.

Revision: stall_goods, after fair_series
"""

import sqlalchemy as sa
from alembic import op

revision = "stall_goods"
down_revision = "fair_series"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stall_goods",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("sold", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_stall_goods_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_stall_goods_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stall_goods")),
        sa.CheckConstraint(
            "sold >= 0 AND returned >= 0 AND given >= 0 AND sold + returned + given <= sent",
            name=op.f("ck_stall_goods_no_more_than_sent"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_stall_goods_amount_not_below")),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_stall_goods_booth_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_stall_goods_product_id")),
    )
    op.create_index(op.f("ix_stall_goods_booth_id"), "stall_goods", ["booth_id"])
    op.create_index(op.f("ix_stall_goods_product_id"), "stall_goods", ["product_id"])


def downgrade() -> None:
    op.drop_table("stall_goods")
