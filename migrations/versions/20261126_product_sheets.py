"""What the sheet of a product tells besides: photo, prices, certificates, national codes.

Revision: product_sheets, after rivals
"""

import sqlalchemy as sa
from alembic import op

revision = "product_sheets"
down_revision = "rivals"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODES = {"hs_code_jp": 9, "hs_code_cn": 10}


def _record() -> list[sa.Column[object]]:
    return [
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
    ]


def _keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    targets |= {"created_by_id": "users", "updated_by_id": "users"}
    product = sa.ForeignKeyConstraint(
        ["product_id"], ["products.id"], name=op.f(f"fk_{table}_product_id"), ondelete="CASCADE"
    )
    return [product] + [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def upgrade() -> None:
    with op.batch_alter_table("products") as batch_op:
        for column, length in CODES.items():
            batch_op.add_column(sa.Column(column, sa.String(length=length), nullable=False, server_default=""))
    op.create_table(
        "product_photos",
        *_record(),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=False),
        *_keys("product_photos", file_id="stored_files", thumbnail_id="stored_files"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_photos")),
    )
    op.create_table(
        "product_prices",
        *_record(),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(16, 2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("quantity_from", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("term_place", sa.String(length=100), nullable=False),
        sa.Column("on_sheet", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_product_prices_some_amount")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_product_prices_dates_in_order"),
        ),
        *_keys("product_prices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_prices")),
    )
    op.create_table(
        "certificates",
        *_record(),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
            name=op.f("ck_certificates_dates_in_order"),
        ),
        *_keys("certificates", file_id="stored_files"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    for table in ("product_photos", "product_prices", "certificates"):
        op.create_index(f"ix_{table}_product_id", table, ["product_id"])
    op.create_index("ix_certificates_expires_on", "certificates", ["expires_on"])


def downgrade() -> None:
    for table in ("certificates", "product_prices", "product_photos"):
        op.drop_table(table)
    with op.batch_alter_table("products") as batch_op:
        for column in CODES:
            batch_op.drop_column(column)
