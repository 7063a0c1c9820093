"""The office defines kinds of relations, between organisations and people alike.

Revision: ties, after showroom_sales
"""

import sqlalchemy as sa
from alembic import op

revision = "ties"
down_revision = "showroom_sales"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tie_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("first", sa.String(length=20), nullable=False),
        sa.Column("second", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_tie_kinds_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_tie_kinds_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_kinds")),
    )
    op.create_table(
        "tie_kind_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("inverse", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["tie_kinds.id"], name=op.f("fk_tie_kind_names_kind_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_kind_names")),
        sa.UniqueConstraint("kind_id", "language", name=op.f("uq_tie_kind_names_kind_id_language")),
    )
    ends = {"organisation_id": "organisations", "person_id": "people"}
    ends |= {f"other_{column}": table for column, table in ends.items()}
    op.create_table(
        "ties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=True) for column in ends),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_ties_one_first")),
        sa.CheckConstraint(
            "(other_organisation_id IS NULL) <> (other_person_id IS NULL)", name=op.f("ck_ties_one_second")
        ),
        sa.CheckConstraint(
            "to_date IS NULL OR from_date IS NULL OR to_date >= from_date", name=op.f("ck_ties_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["kind_id"], ["tie_kinds.id"], name=op.f("fk_ties_kind_id")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_ties_{column}"), ondelete="CASCADE")
            for column, table in ends.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ties")),
    )
    for column in ("kind_id", *ends):
        op.create_index(op.f(f"ix_ties_{column}"), "ties", [column])


def downgrade() -> None:
    for table in ("ties", "tie_kind_names", "tie_kinds"):
        op.drop_table(table)
