"""Products with their names, and which of them an activity carries.

Revision: products, after entry_rules
"""

import sqlalchemy as sa
from alembic import op

revision = "products"
down_revision = "entry_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("hs_heading", sa.String(length=4), nullable=False),
        sa.Column("origin_place_id", sa.Integer(), nullable=True),
        sa.Column("materials", sa.String(length=300), nullable=False),
        sa.Column("sizes", sa.String(length=300), nullable=False),
        sa.Column("price_tier", sa.String(length=20), nullable=False),
        sa.Column("moq", sa.Integer(), nullable=True),
        sa.Column("moq_unit", sa.String(length=20), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("capacity_month", sa.Integer(), nullable=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("storage", sa.String(length=20), nullable=False),
        sa.Column("sample_available", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("moq IS NULL OR moq > 0", name=op.f("ck_products_some_moq")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_products_created_by_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["organisations.id"], name=op.f("fk_products_maker_id")),
        sa.ForeignKeyConstraint(["origin_place_id"], ["places.id"], name=op.f("fk_products_origin_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_products_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        for column in ("category", "maker_id", "sort_key", "status"):
            batch_op.create_index(batch_op.f(f"ix_products_{column}"), [column], unique=False)
    op.create_table(
        "product_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_names_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_names")),
        sa.UniqueConstraint("product_id", "language", name=op.f("uq_product_names_product_id_language")),
    )
    op.create_index(op.f("ix_product_names_product_id"), "product_names", ["product_id"], unique=False)
    op.create_table(
        "carried_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_carried_products_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_carried_products_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_products")),
        sa.UniqueConstraint("activity_id", "product_id", name=op.f("uq_carried_products_activity_id_product_id")),
    )
    with op.batch_alter_table("carried_products", schema=None) as batch_op:
        for column in ("activity_id", "product_id"):
            batch_op.create_index(batch_op.f(f"ix_carried_products_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("carried_products")
    op.drop_table("product_names")
    op.drop_table("products")
