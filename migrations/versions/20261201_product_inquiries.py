"""Inquiries from the public page of a product, and who of the office looks at those of a showroom.

Revision: product_inquiries, after asked_products
"""

import sqlalchemy as sa
from alembic import op

revision = "product_inquiries"
down_revision = "asked_products"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("showrooms") as batch:
        batch.add_column(sa.Column("inquiries_owner_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_showrooms_inquiries_owner_id"), "users", ["inquiries_owner_id"], ["id"])
    op.create_table(
        "product_inquiries",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("may_store", sa.Boolean(), nullable=False),
        sa.Column("may_share", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_product_inquiries_created_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_product_inquiries_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibits.id"], name=op.f("fk_product_inquiries_exhibit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_product_inquiries_lead_id")),
        sa.ForeignKeyConstraint(
            ["showroom_id"], ["showrooms.id"], name=op.f("fk_product_inquiries_showroom_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_product_inquiries_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_inquiries")),
        sa.UniqueConstraint("key", name=op.f("uq_product_inquiries_key")),
    )
    op.create_index(op.f("ix_product_inquiries_exhibit_id"), "product_inquiries", ["exhibit_id"])
    op.create_index(op.f("ix_product_inquiries_lead_id"), "product_inquiries", ["lead_id"])
    op.create_index("ix_product_inquiries_showroom", "product_inquiries", ["showroom_id", "state"])


def downgrade() -> None:
    op.drop_table("product_inquiries")
    with op.batch_alter_table("showrooms") as batch:
        batch.drop_constraint(batch.f("fk_showrooms_inquiries_owner_id"), type_="foreignkey")
        batch.drop_column("inquiries_owner_id")
