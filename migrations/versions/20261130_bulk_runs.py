"""What is done to many rows of a list is noted, so that it can go on and be undone.

Revision: bulk_runs, after latest_meetings
"""

import sqlalchemy as sa
from alembic import op

revision = "bulk_runs"
down_revision = "latest_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(40), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("undoes_id", sa.Integer()),
        sa.Column("job_id", sa.Integer()),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_bulk_runs_user_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["undoes_id"], ["bulk_runs.id"], name="fk_bulk_runs_undoes_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_runs"),
        sa.UniqueConstraint("undoes_id", name="uq_bulk_runs_undoes_id"),
    )
    op.create_index("ix_bulk_runs_user_id", "bulk_runs", ["user_id"])
    op.create_index("ix_bulk_runs_begun_at", "bulk_runs", ["begun_at"])
    op.create_table(
        "bulk_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("version", sa.Integer()),
        sa.Column("reason", sa.JSON()),
        sa.CheckConstraint("state IN ('waiting', 'done', 'left')", name=op.f("ck_bulk_rows_state")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_runs.id"], name="fk_bulk_rows_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_rows"),
    )
    op.create_index("ix_bulk_rows_run_id_state", "bulk_rows", ["run_id", "state"])


def downgrade() -> None:
    op.drop_table("bulk_rows")
    op.drop_table("bulk_runs")
