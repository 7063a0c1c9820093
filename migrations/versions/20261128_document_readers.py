"""Editions of a document are counted for each kind of reader.

What was printed before keeps the number that stands on it. Going back, a number that two readers share by then is
counted on.

Revision: document_readers, after book_currency
"""

import sqlalchemy as sa
from alembic import op

revision = "document_readers"
down_revision = "book_currency"
branch_labels = None
depends_on = None

_OLD, _NEW = "uq_documents_activity_id_kind_language_edition", "uq_documents_activity_id_kind_language_audience_edition"
_DOCUMENTS = sa.table(
    "documents",
    sa.column("id", sa.Integer),
    sa.column("activity_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("language", sa.String),
    sa.column("audience", sa.String),
    sa.column("edition", sa.Integer),
    sa.column("options", sa.JSON),
)


def upgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audience", sa.String(20), nullable=False, server_default=""))
        batch_op.drop_constraint(_OLD, type_="unique")
        batch_op.create_unique_constraint(_NEW, ["activity_id", "kind", "language", "audience", "edition"])
    connection, table = op.get_bind(), _DOCUMENTS
    for id, options in connection.execute(sa.select(table.c.id, table.c.options)).all():
        reader = (options or {}).get("audience", "")
        connection.execute(table.update().where(table.c.id == id).values(audience=reader))


def downgrade() -> None:
    connection, table = op.get_bind(), _DOCUMENTS
    highest: dict[tuple[int, str, str], set[int]] = {}
    for id, *of, edition in connection.execute(
        sa.select(table.c.id, table.c.activity_id, table.c.kind, table.c.language, table.c.edition).order_by(table.c.id)
    ).all():
        taken = highest.setdefault((of[0], of[1], of[2]), set())
        free = edition if edition not in taken else max(taken) + 1
        taken.add(free)
        if free != edition:
            connection.execute(table.update().where(table.c.id == id).values(edition=free))
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_constraint(_NEW, type_="unique")
        batch_op.create_unique_constraint(_OLD, ["activity_id", "kind", "language", "edition"])
        batch_op.drop_column("audience")
