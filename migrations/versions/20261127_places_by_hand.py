"""Places are kept by the office: their order in the tree is stored, and derived names are marked.

Revision: places_by_hand, after office
"""

import sqlalchemy as sa
from alembic import op

revision = "places_by_hand"
down_revision = "office"
branch_labels = None
depends_on = None

_TREE_KEY = sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql")
_places = sa.table("places", sa.column("id"), sa.column("parent_id"), sa.column("code"), sa.column("tree_key"))


def upgrade() -> None:
    with op.batch_alter_table("places") as table:
        table.add_column(sa.Column("tree_key", _TREE_KEY, nullable=False, server_default=""))
    with op.batch_alter_table("place_names") as table:
        table.add_column(sa.Column("is_guess", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(_places.c.id, _places.c.parent_id, _places.c.code)).all()
    below: dict[int | None, list[tuple[int, str]]] = {}
    for id, parent_id, code in rows:
        below.setdefault(parent_id, []).append((id, code or f"~{id:08d}"))
    waiting = [(id, part) for id, part in below.get(None, [])]
    for id, key in waiting:
        connection.execute(sa.update(_places).where(_places.c.id == id).values(tree_key=key))
        waiting += [(child, f"{key}/{part}") for child, part in below.get(id, [])]
    with op.batch_alter_table("places") as table:
        table.alter_column("tree_key", server_default=None)
        table.create_index(op.f("ix_places_tree_key"), ["tree_key"])
    with op.batch_alter_table("place_names") as table:
        table.alter_column("is_guess", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("place_names") as table:
        table.drop_column("is_guess")
    with op.batch_alter_table("places") as table:
        table.drop_index(op.f("ix_places_tree_key"))
        table.drop_column("tree_key")
