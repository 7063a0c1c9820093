"""Holidays of a region, with names by language and their source.

Revision: holidays, after reports
"""

import sqlalchemy as sa
from alembic import op

revision = "holidays"
down_revision = "reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.String(length=10), nullable=False, server_default="office"))
        batch_op.add_column(sa.Column("source", sa.String(length=150), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("as_of", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default="2026-11-24 00:00:00+00")
        )
        batch_op.drop_constraint(batch_op.f("uq_holidays_country_day"), type_="unique")
        batch_op.create_foreign_key(
            batch_op.f("fk_holidays_place_id"), "places", ["place_id"], ["id"], ondelete="CASCADE"
        )
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        for column in ("origin", "source", "version", "updated_at"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_index(
            "uq_holidays_country_day",
            ["country", "day"],
            unique=True,
            sqlite_where=sa.text("place_id IS NULL"),
            postgresql_where=sa.text("place_id IS NULL"),
        )
        batch_op.create_index(
            "uq_holidays_place_day",
            ["place_id", "day"],
            unique=True,
            sqlite_where=sa.text("place_id IS NOT NULL"),
            postgresql_where=sa.text("place_id IS NOT NULL"),
        )
    # It was a memorial day of the whole country; it is a day off, in Yanbian.
    op.execute(
        "UPDATE holidays SET kind = 'public', place_id = (SELECT id FROM places WHERE code = '222400')"
        " WHERE country = 'CN' AND name = 'Founding day of Yanbian prefecture'"
        " AND EXISTS (SELECT 1 FROM places WHERE code = '222400')"
    )
    op.create_table(
        "holiday_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holiday_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["holiday_id"], ["holidays.id"], name=op.f("fk_holiday_names_holiday_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_names")),
        sa.UniqueConstraint("holiday_id", "language", name=op.f("uq_holiday_names_holiday_id_language")),
    )
    with op.batch_alter_table("holiday_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holiday_names_holiday_id"), ["holiday_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("holiday_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holiday_names_holiday_id"))
    op.drop_table("holiday_names")
    # The earlier table knows one entry a country and day.
    op.execute("DELETE FROM holidays WHERE place_id IS NOT NULL")
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.drop_index("uq_holidays_place_day")
        batch_op.drop_index("uq_holidays_country_day")
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_holidays_place_id"), type_="foreignkey")
        for column in ("updated_at", "version", "as_of", "source", "origin", "place_id"):
            batch_op.drop_column(column)
        batch_op.create_unique_constraint(batch_op.f("uq_holidays_country_day"), ["country", "day"])
