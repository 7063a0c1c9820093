"""The office says how long records are kept; what went is noted; requests say why they are open again.

Revision: retention, after kept_counts
"""

import sqlalchemy as sa
from alembic import op

revision = "retention"
down_revision = "kept_counts"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _made(table: str) -> list[sa.schema.SchemaItem]:
    """The columns of every record."""
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


def upgrade() -> None:
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("terms", sa.JSON(), nullable=True))
    with op.batch_alter_table("data_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reopened", sa.String(200), server_default="", nullable=False))
    with op.batch_alter_table("data_requests", schema=None) as batch_op:
        batch_op.alter_column("reopened", server_default=None)
    op.create_table(
        "retention_runs",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        *_made("retention_runs"),
    )


def downgrade() -> None:
    op.drop_table("retention_runs")
    with op.batch_alter_table("data_requests", schema=None) as batch_op:
        batch_op.drop_column("reopened")
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_column("terms")
