"""Which cost of its fair a booth's fee is, and that we do not apply for a fair.

A booth is taken to be paid by the only cost of its fair that has the amount and the currency of its fee, where no other
booth of the fair has the same: else the costs of every fair so far would count as not complete.

Revision: fair_answers, after erasures
"""

import sqlalchemy as sa
from alembic import op

revision = "fair_answers"
down_revision = "erasures"
branch_labels = None
depends_on = None

LINK = """
UPDATE booths SET cost_line_id = (
    SELECT line.id FROM cost_lines line
    WHERE line.activity_id = booths.activity_id AND line.currency = booths.currency AND line.amount = booths.fee
)
WHERE booths.fee > 0 AND booths.archived_at IS NULL AND booths.cost_line_id IS NULL AND 1 = (
    SELECT count(*) FROM cost_lines line
    WHERE line.activity_id = booths.activity_id AND line.currency = booths.currency AND line.amount = booths.fee
) AND 1 = (
    SELECT count(*) FROM booths other
    WHERE other.activity_id = booths.activity_id AND other.currency = booths.currency AND other.fee = booths.fee
    AND other.archived_at IS NULL
)
"""


def upgrade() -> None:
    with op.batch_alter_table("booths", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cost_line_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_booths_cost_line_id"), "cost_lines", ["cost_line_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_booths_cost_line_id"), ["cost_line_id"], unique=False)
    op.execute(LINK)
    with op.batch_alter_table("fair_editions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_applied", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("fair_editions", schema=None) as batch_op:
        batch_op.alter_column("not_applied", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("fair_editions", schema=None) as batch_op:
        batch_op.drop_column("not_applied")
    with op.batch_alter_table("booths", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booths_cost_line_id"))
        batch_op.drop_constraint(batch_op.f("fk_booths_cost_line_id"), type_="foreignkey")
        batch_op.drop_column("cost_line_id")
