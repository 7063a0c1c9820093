"""A lost case names the region or organisation that won it.

Revision: lost_to, after bookings
"""

import sqlalchemy as sa
from alembic import op

revision = "lost_to"
down_revision = "bookings"
branch_labels = None
depends_on = None

_RIVALS = {"lost_to_place_id": "places", "lost_to_organisation_id": "organisations"}


def upgrade() -> None:
    with op.batch_alter_table("negotiations", schema=None) as batch_op:
        for column, table in _RIVALS.items():
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_negotiations_{column}"), table, [column], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_negotiations_one_rival"), "lost_to_place_id IS NULL OR lost_to_organisation_id IS NULL"
        )
    for column in _RIVALS:
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_negotiations_{column}", "negotiations", [column], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    for column in _RIVALS:
        op.drop_index(f"ix_negotiations_{column}", "negotiations")
    with op.batch_alter_table("negotiations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_negotiations_one_rival"), type_="check")
        for column in _RIVALS:
            batch_op.drop_constraint(op.f(f"fk_negotiations_{column}"), type_="foreignkey")
            batch_op.drop_column(column)
