"""Series of fairs and their editions; exhibitors, shifts and what is brought to our booths.

Revision: fair_series, after booths
"""

import sqlalchemy as sa
from alembic import op

revision = "fair_series"
down_revision = "booths"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SORT_KEY = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "fair_series",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(200), nullable=False),
        sa.Column("organiser", sa.String(200), nullable=False),
        sa.Column("cycle", sa.String(20), nullable=False),
        sa.Column("website", sa.String(300), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("next_edition", sa.String(200), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_fair_series_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_fair_series_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_series")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_fair_series_place_id")),
    )
    op.create_index(op.f("ix_fair_series_place_id"), "fair_series", ["place_id"])
    op.create_index(op.f("ix_fair_series_sort_key"), "fair_series", ["sort_key"])

    op.create_table(
        "fair_series_names",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_series_names")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["fair_series.id"], name=op.f("fk_fair_series_names_series_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("series_id", "language", name=op.f("uq_fair_series_names_series_id_language")),
    )
    op.create_index(op.f("ix_fair_series_names_series_id"), "fair_series_names", ["series_id"])

    op.create_table(
        "fair_editions",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("apply_by", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_fair_editions_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_fair_editions_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_editions")),
        sa.CheckConstraint("number > 0", name=op.f("ck_fair_editions_number_from_one")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_fair_editions_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["fair_series.id"], name=op.f("fk_fair_editions_series_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_fair_editions_task_id")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_fair_editions_activity_id")),
    )
    op.create_index(op.f("ix_fair_editions_series_id"), "fair_editions", ["series_id"])
    op.create_index(op.f("ix_fair_editions_task_id"), "fair_editions", ["task_id"])

    op.create_table(
        "booth_exhibitors",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("aim", sa.String(300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_booth_exhibitors_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_booth_exhibitors_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_exhibitors")),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["booths.id"], name=op.f("fk_booth_exhibitors_booth_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_booth_exhibitors_organisation_id")
        ),
    )
    op.create_index(op.f("ix_booth_exhibitors_booth_id"), "booth_exhibitors", ["booth_id"])
    op.create_index(op.f("ix_booth_exhibitors_organisation_id"), "booth_exhibitors", ["organisation_id"])

    op.create_table(
        "exhibited_products",
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibited_products")),
        sa.ForeignKeyConstraint(
            ["exhibitor_id"],
            ["booth_exhibitors.id"],
            name=op.f("fk_exhibited_products_exhibitor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_exhibited_products_product_id")),
        sa.UniqueConstraint("exhibitor_id", "product_id", name=op.f("uq_exhibited_products_exhibitor_id_product_id")),
    )
    op.create_index(op.f("ix_exhibited_products_exhibitor_id"), "exhibited_products", ["exhibitor_id"])
    op.create_index(op.f("ix_exhibited_products_product_id"), "exhibited_products", ["product_id"])

    op.create_table(
        "booth_shifts",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_booth_shifts_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_booth_shifts_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_shifts")),
        sa.CheckConstraint(
            "(begins = '') = (ends = '') AND (begins = '' OR begins < ends)",
            name=op.f("ck_booth_shifts_clocks_in_order"),
        ),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_booth_shifts_booth_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_booth_shifts_person_id")),
    )
    op.create_index(op.f("ix_booth_shifts_booth_id"), "booth_shifts", ["booth_id"])

    op.create_index("ix_booth_shifts_person", "booth_shifts", ["person_id", "day"])

    op.create_table(
        "booth_things",
        sa.Column("booth_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_booth_things_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_booth_things_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_things")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_booth_things_some_of_it")),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_booth_things_booth_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["carrier_id"], ["people.id"], name=op.f("fk_booth_things_carrier_id")),
    )
    op.create_index(op.f("ix_booth_things_booth_id"), "booth_things", ["booth_id"])
    op.create_index(op.f("ix_booth_things_carrier_id"), "booth_things", ["carrier_id"])


def downgrade() -> None:
    op.drop_table("booth_things")
    op.drop_table("booth_shifts")
    op.drop_table("exhibited_products")
    op.drop_table("booth_exhibitors")
    op.drop_table("fair_editions")
    op.drop_table("fair_series_names")
    op.drop_table("fair_series")
