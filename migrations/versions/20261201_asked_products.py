"""Leads name products of the catalogue and exhibits; a showroom names the activity that runs it.

Revision: asked_products, after certificate_warnings
"""

import sqlalchemy as sa
from alembic import op

revision = "asked_products"
down_revision = "certificate_warnings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_asked_products_lead_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_asked_products_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_products")),
        sa.UniqueConstraint("lead_id", "product_id", name=op.f("uq_asked_products_lead_id_product_id")),
    )
    op.create_index(op.f("ix_asked_products_product_id"), "asked_products", ["product_id"])
    op.create_table(
        "asked_exhibits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_asked_exhibits_lead_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibits.id"], name=op.f("fk_asked_exhibits_exhibit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_exhibits")),
        sa.UniqueConstraint("lead_id", "exhibit_id", name=op.f("uq_asked_exhibits_lead_id_exhibit_id")),
    )
    op.create_index(op.f("ix_asked_exhibits_exhibit_id"), "asked_exhibits", ["exhibit_id"])
    with op.batch_alter_table("showrooms") as batch:
        batch.add_column(sa.Column("activity_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_showrooms_activity_id"), "activities", ["activity_id"], ["id"])
        batch.create_index(batch.f("ix_showrooms_activity_id"), ["activity_id"])


def downgrade() -> None:
    with op.batch_alter_table("showrooms") as batch:
        batch.drop_index(batch.f("ix_showrooms_activity_id"))
        batch.drop_constraint(batch.f("fk_showrooms_activity_id"), type_="foreignkey")
        batch.drop_column("activity_id")
    op.drop_table("asked_exhibits")
    op.drop_table("asked_products")
