"""Sales of showrooms, by hand and from the partner's sheet, and settlements that have each of them once.

Revision: showroom_sales, after field_kinds
"""

import sqlalchemy as sa
from alembic import op

revision = "showroom_sales"
down_revision = "field_kinds"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sales_sheets",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(150), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("format", sa.String(10), nullable=False),
        sa.Column("encoding", sa.String(20), nullable=False),
        sa.Column("delimiter", sa.String(1), nullable=False),
        sa.Column("sheet", sa.String(100), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("tax", sa.String(10), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_sales_sheets_created_by_id")),
        sa.ForeignKeyConstraint(
            ["showroom_id"], ["showrooms.id"], name=op.f("fk_sales_sheets_showroom_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_sales_sheets_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_sheets")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_sales_sheets_storage_name")),
    )
    op.create_index(op.f("ix_sales_sheets_checksum"), "sales_sheets", ["checksum"])
    op.create_index(op.f("ix_sales_sheets_showroom_id"), "sales_sheets", ["showroom_id"])

    op.create_table(
        "settlements",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("gross", sa.Numeric(16, 2), nullable=False),
        sa.Column("tax", sa.Numeric(16, 2), nullable=False),
        sa.Column("commission", sa.Numeric(16, 2), nullable=False),
        sa.Column("withheld", sa.Numeric(16, 2), nullable=False),
        sa.Column("costs", sa.Numeric(16, 2), nullable=False),
        sa.Column("net", sa.Numeric(16, 2), nullable=False),
        sa.Column("withholding_rate", sa.Numeric(5, 2), nullable=False),
        sa.Column("rate_day", sa.String(20), nullable=False),
        sa.Column("book_currency", sa.String(3), nullable=False),
        sa.Column("rate", sa.Numeric(18, 8), nullable=True),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("rate_source", sa.String(120), nullable=False),
        sa.Column("book_net", sa.Numeric(16, 2), nullable=True),
        sa.Column("invoice", sa.String(80), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("status <> 'paid' OR paid_on IS NOT NULL", name=op.f("ck_settlements_paid_on_a_day")),
        sa.CheckConstraint(
            "abs(gross - tax - commission - withheld - costs - net) < 0.005 AND net >= 0",
            name=op.f("ck_settlements_adds_up"),
        ),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_settlements_dates_in_order")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_settlements_approved_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_settlements_created_by_id")),
        sa.ForeignKeyConstraint(["showroom_id"], ["showrooms.id"], name=op.f("fk_settlements_showroom_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_settlements_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )
    op.create_index(op.f("ix_settlements_showroom_id"), "settlements", ["showroom_id"])
    op.create_index(op.f("ix_settlements_status"), "settlements", ["status"])

    op.create_table(
        "settlement_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("amount", sa.Numeric(16, 2), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlements.id"], name=op.f("fk_settlement_costs_settlement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_costs")),
    )
    op.create_index(op.f("ix_settlement_costs_settlement_id"), "settlement_costs", ["settlement_id"])

    op.create_table(
        "settlement_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("gross", sa.Numeric(16, 2), nullable=False),
        sa.Column("tax", sa.Numeric(16, 2), nullable=False),
        sa.Column("commission", sa.Numeric(16, 2), nullable=False),
        sa.Column("withheld", sa.Numeric(16, 2), nullable=False),
        sa.Column("costs", sa.Numeric(16, 2), nullable=False),
        sa.Column("net", sa.Numeric(16, 2), nullable=False),
        sa.Column("book_net", sa.Numeric(16, 2), nullable=True),
        sa.ForeignKeyConstraint(["maker_id"], ["organisations.id"], name=op.f("fk_settlement_shares_maker_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlements.id"], name=op.f("fk_settlement_shares_settlement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_shares")),
        sa.UniqueConstraint("settlement_id", "maker_id", name=op.f("uq_settlement_shares_settlement_id_maker_id")),
    )
    op.create_index(op.f("ix_settlement_shares_maker_id"), "settlement_shares", ["maker_id"])
    op.create_index(op.f("ix_settlement_shares_settlement_id"), "settlement_shares", ["settlement_id"])

    op.create_table(
        "showroom_sales",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=True),
        sa.Column("movement_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("gross", sa.Numeric(16, 2), nullable=True),
        sa.Column("tax", sa.Numeric(16, 2), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("fault", sa.String(20), nullable=False),
        sa.Column("explanation", sa.String(300), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("written", sa.String(500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'reconciled' OR (exhibit_id IS NOT NULL AND day IS NOT NULL AND quantity > 0 AND gross > 0 "
            "AND movement_id IS NOT NULL)",
            name=op.f("ck_showroom_sales_whole_when_reconciled"),
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_showroom_sales_created_by_id")),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibits.id"], name=op.f("fk_showroom_sales_exhibit_id")),
        sa.ForeignKeyConstraint(["movement_id"], ["stock_movements.id"], name=op.f("fk_showroom_sales_movement_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sales_sheets.id"], name=op.f("fk_showroom_sales_sheet_id")),
        sa.ForeignKeyConstraint(
            ["showroom_id"], ["showrooms.id"], name=op.f("fk_showroom_sales_showroom_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_showroom_sales_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showroom_sales")),
        sa.UniqueConstraint("movement_id", name=op.f("uq_showroom_sales_movement_id")),
    )
    op.create_index(op.f("ix_showroom_sales_exhibit_id"), "showroom_sales", ["exhibit_id"])
    op.create_index(op.f("ix_showroom_sales_sheet_id"), "showroom_sales", ["sheet_id"])
    op.create_index("ix_showroom_sales_showroom", "showroom_sales", ["showroom_id", "day"])
    op.create_index(op.f("ix_showroom_sales_state"), "showroom_sales", ["state"])

    op.create_table(
        "settlement_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("commission_rate", sa.Numeric(5, 2), nullable=False),
        sa.Column("commission", sa.Numeric(16, 2), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["showroom_sales.id"], name=op.f("fk_settlement_lines_sale_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlements.id"], name=op.f("fk_settlement_lines_settlement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_lines")),
        sa.UniqueConstraint("sale_id", name=op.f("uq_settlement_lines_sale_id")),
    )
    op.create_index(op.f("ix_settlement_lines_settlement_id"), "settlement_lines", ["settlement_id"])


def downgrade() -> None:

    op.drop_table("settlement_lines")

    op.drop_table("showroom_sales")

    op.drop_table("settlement_shares")

    op.drop_table("settlement_costs")

    op.drop_table("settlements")

    op.drop_table("sales_sheets")
