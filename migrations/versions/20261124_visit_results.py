"""Who presents at a visit, gifts received, photos, result.

Revision: visit_results, after checklists
"""

import sqlalchemy as sa
from alembic import op

revision = "visit_results"
down_revision = "checklists"
branch_labels = None
depends_on = None

TEXTS = ("gifts_received", "photos", "result")


def upgrade() -> None:
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("presenter_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("gifts_received", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("photos", sa.String(length=10), nullable=False, server_default="ask"))
        batch_op.add_column(sa.Column("result", sa.String(), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            batch_op.f("fk_visits_presenter_id"), "participants", ["presenter_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        for column in TEXTS:
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visits_presenter_id"), type_="foreignkey")
        for column in ("presenter_id", *TEXTS):
            batch_op.drop_column(column)
