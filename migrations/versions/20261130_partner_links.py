"""Links by which the local partner answers a statement and counts the shelf, and what they said.

Revision: partner_links, after access_codes
"""

import sqlalchemy as sa
from alembic import op

revision = "partner_links"
down_revision = "access_codes"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _record(table: str) -> list[sa.schema.SchemaItem]:
    """What every record has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f(f"fk_{table}_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f(f"fk_{table}_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _of(table: str, column: str, other: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE" if cascade else None
    )


def upgrade() -> None:
    op.create_table(
        "partner_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("counted_at", MOMENT, nullable=True),
        _of("partner_links", "settlement_id", "settlements", cascade=True),
        _of("partner_links", "owner_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_links")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_partner_links_code_hash")),
    )
    op.create_index(op.f("ix_partner_links_settlement_id"), "partner_links", ["settlement_id"])

    op.create_table(
        "partner_answers",
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        *_record("partner_answers"),
        _of("partner_answers", "settlement_id", "settlements", cascade=True),
        _of("partner_answers", "link_id", "partner_links"),
        _of("partner_answers", "replied_by_id", "users"),
        _of("partner_answers", "task_id", "tasks"),
        sa.UniqueConstraint("link_id", name=op.f("uq_partner_answers_link_id")),
    )
    op.create_index(op.f("ix_partner_answers_settlement_id"), "partner_answers", ["settlement_id"])
    op.create_index(op.f("ix_partner_answers_task_id"), "partner_answers", ["task_id"])

    op.create_table(
        "disputed_sales",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        _of("disputed_sales", "answer_id", "partner_answers", cascade=True),
        _of("disputed_sales", "settlement_id", "settlements", cascade=True),
        _of("disputed_sales", "sale_id", "showroom_sales"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputed_sales")),
        sa.UniqueConstraint("answer_id", "sale_id", name=op.f("uq_disputed_sales_answer_id_sale_id")),
    )
    op.create_index(op.f("ix_disputed_sales_sale_id"), "disputed_sales", ["sale_id"])
    op.create_index(op.f("ix_disputed_sales_settlement_id"), "disputed_sales", ["settlement_id"])

    op.create_table(
        "partner_counts",
        sa.Column("showroom_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        *_record("partner_counts"),
        _of("partner_counts", "showroom_id", "showrooms", cascade=True),
        _of("partner_counts", "link_id", "partner_links"),
        _of("partner_counts", "decided_by_id", "users"),
        _of("partner_counts", "task_id", "tasks"),
        sa.UniqueConstraint("link_id", name=op.f("uq_partner_counts_link_id")),
    )
    op.create_index("ix_partner_counts_showroom", "partner_counts", ["showroom_id", "state"])
    op.create_index(op.f("ix_partner_counts_task_id"), "partner_counts", ["task_id"])

    op.create_table(
        "counted_exhibits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_counted_exhibits_some_quantity")),
        _of("counted_exhibits", "count_id", "partner_counts", cascade=True),
        _of("counted_exhibits", "exhibit_id", "exhibits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_exhibits")),
        sa.UniqueConstraint("count_id", "exhibit_id", name=op.f("uq_counted_exhibits_count_id_exhibit_id")),
    )
    op.create_index(op.f("ix_counted_exhibits_exhibit_id"), "counted_exhibits", ["exhibit_id"])


def downgrade() -> None:
    for table in ("counted_exhibits", "partner_counts", "disputed_sales", "partner_answers", "partner_links"):
        op.drop_table(table)
