"""Who was erased, what is kept of them, what keeps them out; legal holds and stops of use.

Revision: erasures, after name_keys
"""

import sqlalchemy as sa
from alembic import op

revision = "erasures"
down_revision = "talk_rounds"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("erasures", "erasure_hits", "kept_values", "tombstones", "subject_marks")


def _record(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of records with the columns that each of them has."""
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f(f"fk_{name}_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f(f"fk_{name}_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _of(table: str, column: str, target: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    ondelete = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    for column in ("erased_at", "use_stopped_at"):
        op.add_column("people", sa.Column(column, MOMENT, nullable=True))
    _record(
        "erasures",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _of("erasures", "person_id", "people"),
        sa.UniqueConstraint("person_id", name=op.f("uq_erasures_person_id")),
    )
    _record(
        "erasure_hits",
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(length=60), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        _of("erasure_hits", "erasure_id", "erasures", cascade=True),
        sa.UniqueConstraint(
            "erasure_id", "table_name", "row_id", "column_name",
            name=op.f("uq_erasure_hits_erasure_id_table_name_row_id_column_name"),
        ),
    )  # fmt: skip
    _record(
        "kept_values",
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _of("kept_values", "erasure_id", "erasures", cascade=True),
    )
    _record(
        "tombstones",
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("lifted_reason", sa.String(length=500), nullable=False),
        _of("tombstones", "erasure_id", "erasures", cascade=True),
    )
    _record(
        "subject_marks",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        _of("subject_marks", "person_id", "people"),
    )
    op.create_table(
        "tombstone_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone_keys")),
    )
    for table, column in (
        ("erasure_hits", "erasure_id"), ("erasure_hits", "state"), ("kept_values", "erasure_id"),
        ("kept_values", "until"), ("tombstones", "erasure_id"), ("tombstones", "digest"),
        ("subject_marks", "person_id"),
    ):  # fmt: skip
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("tombstone_keys")
    for table in reversed(TABLES):
        op.drop_table(table)
    # Without a copy of the table, which on SQLite would lose the triggers of the keys.
    for column in ("use_stopped_at", "erased_at"):
        op.drop_column("people", column)
