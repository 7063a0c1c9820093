"""Custom fields take several choices, yes or no, and links; their options are told in several languages.

Revision: field_kinds, after showrooms
"""

import sqlalchemy as sa
from alembic import op

revision = "field_kinds"
down_revision = "showrooms"
branch_labels = None
depends_on = None

_OLD = "kind IN ('text', 'number', 'date', 'choice')"
_NEW = "kind IN ('text', 'number', 'date', 'choice', 'choices', 'yes_no', 'link')"


def _check(condition: str) -> None:
    with op.batch_alter_table("field_definitions") as table:
        table.drop_constraint(op.f("ck_field_definitions_known_kind"), type_="check")
        table.create_check_constraint("known_kind", condition)


def upgrade() -> None:
    with op.batch_alter_table("field_definitions") as table:
        table.add_column(sa.Column("links_to", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("printed", sa.Boolean(), nullable=False, server_default=sa.false()))
    _check(_NEW)
    with op.batch_alter_table("field_options") as table:
        table.add_column(sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("field_values") as table:
        table.add_column(sa.Column("chosen", sa.String(400)))
        table.add_column(sa.Column("yes", sa.Boolean()))
        table.add_column(sa.Column("linked_type", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("linked_id", sa.Integer()))
        table.create_index("ix_field_values_linked", ["linked_type", "linked_id"])


def downgrade() -> None:
    definitions = sa.table("field_definitions", sa.column("id"), sa.column("kind"))
    new = sa.select(definitions.c.id).where(definitions.c.kind.in_(("choices", "yes_no", "link")))
    for name in ("field_values", "field_options", "field_labels"):
        rows = sa.table(name, sa.column("field_id"))
        op.execute(sa.delete(rows).where(rows.c.field_id.in_(new)))
    op.execute(sa.delete(definitions).where(definitions.c.kind.in_(("choices", "yes_no", "link"))))
    with op.batch_alter_table("field_values") as table:
        table.drop_index("ix_field_values_linked")
        for column in ("linked_id", "linked_type", "yes", "chosen"):
            table.drop_column(column)
    with op.batch_alter_table("field_options") as table:
        table.drop_column("names")
    _check(_OLD)
    with op.batch_alter_table("field_definitions") as table:
        table.drop_column("printed")
        table.drop_column("links_to")
