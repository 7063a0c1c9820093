"""A code of booth mode and a lead know their booth; of those that there are, nobody told one.

Revision: led_booths, after booth_mode
"""

import sqlalchemy as sa
from alembic import op

revision = "led_booths"
down_revision = "booth_mode"
branch_labels = None
depends_on = None

_INDEX = "ix_leads_booth_id"
_TABLES = ("booth_codes", "leads")


def upgrade() -> None:
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("booth_id", sa.Integer(), nullable=True))
            table.create_foreign_key(f"fk_{name}_booth_id", "booths", ["booth_id"], ["id"])
    told = sa.text("booth_id IS NOT NULL")
    op.create_index(_INDEX, "leads", ["booth_id"], sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="leads")
    for name in reversed(_TABLES):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(f"fk_{name}_booth_id", type_="foreignkey")
            table.drop_column("booth_id")
