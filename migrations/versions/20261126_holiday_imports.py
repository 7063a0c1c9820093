"""Calendar files of holidays are looked at first and can be taken back.

Revision: holiday_imports, after portraits
"""

import sqlalchemy as sa
from alembic import op

revision = "holiday_imports"
down_revision = "portraits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("source", sa.String(length=150), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("journal", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_holiday_imports_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_imports")),
    )


def downgrade() -> None:
    op.drop_table("holiday_imports")
