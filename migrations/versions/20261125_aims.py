"""Goals with figures, target markets and funding of initiatives.

Revision: aims, after approvals
"""

import sqlalchemy as sa
from alembic import op

revision = "aims"
down_revision = "approvals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "initiative_goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("target", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("achieved", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_goals_initiative_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_goals")),
    )
    op.create_table(
        "target_markets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("hypothesis", sa.String(length=500), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_target_markets_initiative_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["organisations.id"], name=op.f("fk_target_markets_partner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_target_markets_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_markets")),
    )
    op.create_table(
        "initiative_fundings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("funding_source", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=0), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiatives.id"],
            name=op.f("fk_initiative_fundings_initiative_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_fundings")),
    )
    for table, columns in _INDEXED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


_INDEXED = {
    "initiative_goals": ("initiative_id",),
    "target_markets": ("initiative_id", "partner_id", "place_id"),
    "initiative_fundings": ("initiative_id",),
}


def downgrade() -> None:
    for table in reversed(_INDEXED):
        op.drop_table(table)
