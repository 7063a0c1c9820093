"""Permanent showrooms: the terms with who runs them, what they show, and how its stock moves.

Revision: showrooms, after present_leads
"""

import sqlalchemy as sa
from alembic import op

revision = "showrooms"
down_revision = "present_leads"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "showrooms",
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_showrooms_created_by_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["organisations.id"], name=op.f("fk_showrooms_operator_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_showrooms_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_showrooms_updated_by_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["organisations.id"], name=op.f("fk_showrooms_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showrooms")),
    )
    op.create_index(op.f("ix_showrooms_operator_id"), "showrooms", ["operator_id"])
    op.create_index(op.f("ix_showrooms_place_id"), "showrooms", ["place_id"])
    op.create_index(op.f("ix_showrooms_sort_key"), "showrooms", ["sort_key"])
    op.create_index(op.f("ix_showrooms_status"), "showrooms", ["status"])
    op.create_index(op.f("ix_showrooms_venue_id"), "showrooms", ["venue_id"])

    op.create_table(
        "exhibits",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("slot", sa.String(60), nullable=False),
        sa.Column("size", sa.String(100), nullable=False),
        sa.Column("price", sa.Numeric(16, 2), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("shown_from", sa.Date(), nullable=True),
        sa.Column("shown_to", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("price IS NULL OR price > 0", name=op.f("ck_exhibits_some_price")),
        sa.CheckConstraint(
            "shown_to IS NULL OR shown_from IS NULL OR shown_to >= shown_from", name=op.f("ck_exhibits_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_exhibits_created_by_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_exhibits_product_id")),
        sa.ForeignKeyConstraint(
            ["showroom_id"], ["showrooms.id"], name=op.f("fk_exhibits_showroom_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_exhibits_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibits")),
    )
    op.create_index(op.f("ix_exhibits_product_id"), "exhibits", ["product_id"])
    op.create_index(op.f("ix_exhibits_showroom_id"), "exhibits", ["showroom_id"])
    op.create_index(
        "uq_exhibits_code",
        "exhibits",
        ["showroom_id", "code"],
        unique=True,
        sqlite_where=sa.text("code <> '' AND archived_at IS NULL"),
        postgresql_where=sa.text("code <> '' AND archived_at IS NULL"),
    )

    op.create_table(
        "showroom_contracts",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("commission_rate", sa.Numeric(5, 2), nullable=False),
        sa.Column("rent", sa.Numeric(16, 2), nullable=True),
        sa.Column("tax_rate", sa.Numeric(5, 2), nullable=False),
        sa.Column("withholding_rate", sa.Numeric(5, 2), nullable=False),
        sa.Column("settlement_day", sa.Integer(), nullable=False),
        sa.Column("rate_day", sa.String(20), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "commission_rate BETWEEN 0 AND 100", name=op.f("ck_showroom_contracts_commission_in_percent")
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_showroom_contracts_agreement_id")),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= begins_on", name=op.f("ck_showroom_contracts_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_showroom_contracts_created_by_id")),
        sa.ForeignKeyConstraint(
            ["showroom_id"], ["showrooms.id"], name=op.f("fk_showroom_contracts_showroom_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_showroom_contracts_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showroom_contracts")),
    )
    op.create_index(op.f("ix_showroom_contracts_agreement_id"), "showroom_contracts", ["agreement_id"])
    op.create_index(op.f("ix_showroom_contracts_showroom_id"), "showroom_contracts", ["showroom_id"])

    op.create_table(
        "showroom_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["showroom_id"], ["showrooms.id"], name=op.f("fk_showroom_names_showroom_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showroom_names")),
        sa.UniqueConstraint("showroom_id", "language", name=op.f("uq_showroom_names_showroom_id_language")),
    )
    op.create_index(op.f("ix_showroom_names_showroom_id"), "showroom_names", ["showroom_id"])

    op.create_table(
        "stock_movements",
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("papers", sa.String(20), nullable=False),
        sa.Column("document", sa.String(80), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "quantity > 0 OR (kind = 'adjusted' AND quantity <> 0)", name=op.f("ck_stock_movements_some_quantity")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_stock_movements_created_by_id")),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibits.id"], name=op.f("fk_stock_movements_exhibit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_stock_movements_owner_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_stock_movements_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
    )
    op.create_index("ix_stock_movements_exhibit", "stock_movements", ["exhibit_id", "day"])
    op.create_index(op.f("ix_stock_movements_expires_on"), "stock_movements", ["expires_on"])
    op.create_index(op.f("ix_stock_movements_owner_id"), "stock_movements", ["owner_id"])


def downgrade() -> None:

    op.drop_table("stock_movements")

    op.drop_table("showroom_names")

    op.drop_table("showroom_contracts")

    op.drop_table("exhibits")

    op.drop_table("showrooms")
