"""Which goods a country lets in; the products of a negotiation, and what the management let go on.

Revision: market_access, after led_booths
"""

import sqlalchemy as sa
from alembic import op

revision = "market_access"
down_revision = "led_booths"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_rules",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("hs_prefix", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source_title", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_due", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("hs_prefix <> '' OR category <> ''", name=op.f("ck_access_rules_some_goods")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_access_rules_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_access_rules_created_by_id")),
        sa.ForeignKeyConstraint(["region_id"], ["places.id"], name=op.f("fk_access_rules_region_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_access_rules_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_rules")),
    )
    with op.batch_alter_table("access_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_rules_checked_on"), ["checked_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_rules_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_rules_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_rules_state"), ["state"], unique=False)

    op.create_table(
        "access_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["access_rules.id"], name=op.f("fk_access_texts_rule_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_texts")),
        sa.UniqueConstraint("rule_id", "language", name=op.f("uq_access_texts_rule_id_language")),
    )
    with op.batch_alter_table("access_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_texts_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "access_overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_access_overrides_by_id")),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_access_overrides_negotiation_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["access_rules.id"], name=op.f("fk_access_overrides_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_overrides")),
    )
    with op.batch_alter_table("access_overrides", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_overrides_negotiation_id"), ["negotiation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_overrides_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "negotiation_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_negotiation_products_negotiation_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_negotiation_products_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_products")),
        sa.UniqueConstraint(
            "negotiation_id", "product_id", name=op.f("uq_negotiation_products_negotiation_id_product_id")
        ),
    )
    with op.batch_alter_table("negotiation_products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_negotiation_products_negotiation_id"), ["negotiation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiation_products_product_id"), ["product_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("negotiation_products", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_negotiation_products_product_id"))
        batch_op.drop_index(batch_op.f("ix_negotiation_products_negotiation_id"))

    op.drop_table("negotiation_products")
    with op.batch_alter_table("access_overrides", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_overrides_rule_id"))
        batch_op.drop_index(batch_op.f("ix_access_overrides_negotiation_id"))

    op.drop_table("access_overrides")
    with op.batch_alter_table("access_texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_texts_rule_id"))

    op.drop_table("access_texts")
    with op.batch_alter_table("access_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_rules_state"))
        batch_op.drop_index(batch_op.f("ix_access_rules_region_id"))
        batch_op.drop_index(batch_op.f("ix_access_rules_country"))
        batch_op.drop_index(batch_op.f("ix_access_rules_checked_on"))

    op.drop_table("access_rules")
