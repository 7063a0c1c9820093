"""Tasks warn of certificates before their last day, at each step once.

Revision: certificate_warnings, after second_factors
"""

import sqlalchemy as sa
from alembic import op

revision = "certificate_warnings"
down_revision = "second_factors"
branch_labels = None
depends_on = None

TABLE = "certificate_warnings"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f(f"fk_{TABLE}_certificate_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f(f"fk_{TABLE}_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "certificate_id", "expires_on", "days", name=op.f(f"uq_{TABLE}_certificate_id_expires_on_days")
        ),
        sa.UniqueConstraint("task_id", name=op.f(f"uq_{TABLE}_task_id")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
