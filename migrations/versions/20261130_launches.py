"""What an initiative launches: the products of a line, at which price, from when on.

Revision: launches, after public_goods
"""

import sqlalchemy as sa
from alembic import op

revision = "launches"
down_revision = "public_goods"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "launches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("price_tier", sa.String(length=20), nullable=False),
        sa.Column("price_from", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("price_to", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.CheckConstraint("price_from > 0 AND price_to > 0", name=op.f("ck_launches_some_price")),
        sa.CheckConstraint("price_to >= price_from", name=op.f("ck_launches_prices_in_order")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_launches_initiative_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launches")),
        sa.UniqueConstraint("initiative_id", name=op.f("uq_launches_initiative_id")),
    )
    op.create_table(
        "launch_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("launch_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["launch_id"], ["launches.id"], name=op.f("fk_launch_products_launch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_launch_products_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch_products")),
        sa.UniqueConstraint("launch_id", "product_id", name=op.f("uq_launch_products_launch_id_product_id")),
    )
    op.create_index(op.f("ix_launch_products_product_id"), "launch_products", ["product_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_launch_products_product_id"), table_name="launch_products")
    op.drop_table("launch_products")
    op.drop_table("launches")
