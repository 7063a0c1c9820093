"""Who else promotes in a place, and what shows that something is wanted there.

Revision: rivals, after products
"""

import sqlalchemy as sa
from alembic import op

revision = "rivals"
down_revision = "products"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _record() -> list[sa.Column[object]]:
    return [
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
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def upgrade() -> None:
    op.create_table(
        "rival_activities",
        *_record(),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("body_place_id", sa.Integer(), nullable=True),
        sa.Column("body_organisation_id", sa.Integer(), nullable=True),
        sa.Column("activity_type", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("booths", sa.Integer(), nullable=True),
        sa.Column("firms", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("seen_by_meeting_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(body_place_id IS NULL) <> (body_organisation_id IS NULL)", name=op.f("ck_rival_activities_one_body")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_rival_activities_dates_in_order")),
        *_keys(
            "rival_activities", place_id="places", body_place_id="places", body_organisation_id="organisations",
            seen_by_meeting_id="meetings",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rival_activities")),
    )  # fmt: skip
    for column in ("place_id", "body_place_id", "body_organisation_id", "starts_on", "ends_on", "seen_by_meeting_id"):
        op.create_index(f"ix_rival_activities_{column}", "rival_activities", [column])
    op.create_table(
        "demand_signals",
        *_record(),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("price_tier", sa.String(length=10), nullable=False),
        sa.Column("statement", sa.String(length=500), nullable=False),
        sa.Column("source_kind", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.CheckConstraint("strength BETWEEN 1 AND 5", name=op.f("ck_demand_signals_known_strength")),
        *_keys("demand_signals", place_id="places"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_signals")),
    )
    for column in ("place_id", "observed_on"):
        op.create_index(f"ix_demand_signals_{column}", "demand_signals", [column])


def downgrade() -> None:
    op.drop_table("demand_signals")
    op.drop_table("rival_activities")
