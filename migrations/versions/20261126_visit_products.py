"""Which product sheets go with a visit.

Revision: visit_products, after product_sheets
"""

import sqlalchemy as sa
from alembic import op

revision = "visit_products"
down_revision = "product_sheets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visits") as batch_op:
        batch_op.add_column(sa.Column("some_products", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "visit_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_products_visit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_visit_products_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_products")),
        sa.UniqueConstraint("visit_id", "product_id", name=op.f("uq_visit_products_visit_id_product_id")),
    )
    for column in ("visit_id", "product_id"):
        op.create_index(f"ix_visit_products_{column}", "visit_products", [column])


def downgrade() -> None:
    op.drop_table("visit_products")
    with op.batch_alter_table("visits") as batch_op:
        batch_op.drop_column("some_products")
