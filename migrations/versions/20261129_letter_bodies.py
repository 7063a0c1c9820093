"""A letter may go to a body at which nobody is known.

Revision: letter_bodies, after task_priority
"""

import sqlalchemy as sa
from alembic import op

revision = "letter_bodies"
down_revision = "task_priority"
branch_labels = None
depends_on = None

_INDEX = "ix_letters_organisation_id"
_KEY = "fk_letters_organisation_id"


def upgrade() -> None:
    with op.batch_alter_table("letters") as table:
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(_KEY), "organisations", ["organisation_id"], ["id"])
        table.create_index(op.f(_INDEX), ["organisation_id"])


def downgrade() -> None:
    op.execute("DELETE FROM letters WHERE person_id IS NULL")
    with op.batch_alter_table("letters") as table:
        table.drop_index(op.f(_INDEX))
        table.drop_constraint(op.f(_KEY), type_="foreignkey")
        table.drop_column("organisation_id")
        table.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
