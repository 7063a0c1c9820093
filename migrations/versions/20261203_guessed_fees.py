"""Which costs only an upgrade took for the fee of a booth: nobody has said so, and pages show the guess as one.

`fair_answers` linked what was alike, and the log knows of no such link.

Revision: guessed_fees, after cost_makers
"""

import sqlalchemy as sa
from alembic import op

revision = "guessed_fees"
down_revision = "cost_makers"
branch_labels = None
depends_on = None

BOOTHS = sa.table("booths", sa.column("id", sa.Integer), sa.column("cost_line_id", sa.Integer),
                  sa.column("fee_guessed", sa.Boolean))  # fmt: skip
LOG = sa.table("audit_entries", sa.column("table_name", sa.String), sa.column("row_id", sa.Integer),
               sa.column("changes", sa.JSON))  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("booths") as batch:
        batch.add_column(sa.Column("fee_guessed", sa.Boolean(), nullable=False, server_default=sa.false()))
    mark(op.get_bind())
    with op.batch_alter_table("booths") as batch:
        batch.alter_column("fee_guessed", server_default=None)


def mark(bind: sa.Connection) -> None:
    """Mark each link of which the log tells nothing."""
    linked = set(bind.scalars(sa.select(BOOTHS.c.id).where(BOOTHS.c.cost_line_id.is_not(None))))
    told = bind.execute(sa.select(LOG.c.row_id, LOG.c.changes).where(LOG.c.table_name == "booths"))
    guessed = linked - {row_id for row_id, changes in told if "cost_line_id" in (changes or {})}
    for id in sorted(guessed):
        bind.execute(sa.update(BOOTHS).where(BOOTHS.c.id == id).values(fee_guessed=True))


def downgrade() -> None:
    with op.batch_alter_table("booths") as batch:
        batch.drop_column("fee_guessed")
