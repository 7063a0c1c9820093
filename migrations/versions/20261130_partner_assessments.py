"""What goes through a sales route in a year, its share of the partner's sales, and assessments of partners.

Revision: partner_assessments, after partner_links
"""

import sqlalchemy as sa
from alembic import op

revision = "partner_assessments"
down_revision = "partner_links"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SCORES = (
    "route_reach", "category_fit", "tier_fit", "import_skill", "payment_record", "staff_languages", "will_to_invest",
    "freedom", "reputation",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("sales_routes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("throughput", sa.Numeric(16, 2), nullable=True))
        batch_op.add_column(sa.Column("throughput_currency", sa.String(3), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("throughput_year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("share", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_sales_routes_some_throughput"), "throughput > 0")
        batch_op.create_check_constraint(op.f("ck_sales_routes_percent"), "share BETWEEN 1 AND 100")
    with op.batch_alter_table("sales_routes", schema=None) as batch_op:
        batch_op.alter_column("throughput_currency", server_default=None)
    op.create_table(
        "partner_assessments",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in SCORES),
        sa.Column("judgement", sa.String(10), nullable=False),
        sa.Column("next_review", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_assessments")),
        sa.CheckConstraint("next_review > assessed_on", name=op.f("ck_partner_assessments_review_later")),
        *(
            sa.CheckConstraint(f"{name} BETWEEN 1 AND 5", name=op.f(f"ck_partner_assessments_{name}_known"))
            for name in SCORES
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_partner_assessments_{column}"))
            for column, table in (
                ("organisation_id", "organisations"), ("assessor_id", "users"), ("task_id", "tasks"),
                ("created_by_id", "users"), ("updated_by_id", "users"),
            )
        ),
    )  # fmt: skip
    for column in ("organisation_id", "assessor_id", "task_id"):
        op.create_index(op.f(f"ix_partner_assessments_{column}"), "partner_assessments", [column])


def downgrade() -> None:
    op.drop_table("partner_assessments")
    with op.batch_alter_table("sales_routes", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_sales_routes_percent"), type_="check")
        batch_op.drop_constraint(op.f("ck_sales_routes_some_throughput"), type_="check")
        for column in ("share", "throughput_year", "throughput_currency", "throughput"):
            batch_op.drop_column(column)
