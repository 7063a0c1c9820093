"""On what each provision rests, by how many of its people; ticks that visitors at a booth left empty.

Revision: grounds, after route_rests
"""

import sqlalchemy as sa
from alembic import op

revision = "grounds"
down_revision = "route_rests"
branch_labels = None
depends_on = None

RECORDS = sa.table("processing_records", *(sa.column(name) for name in ("keep", "makers", "capture_id")))
CAPTURES = sa.table("booth_captures", sa.column("id"), sa.column("notice_version"))


def upgrade() -> None:
    with op.batch_alter_table("provisions") as batch:
        batch.add_column(sa.Column("grounds", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("provisions") as batch:
        batch.alter_column("grounds", server_default=None, existing_type=sa.JSON(), existing_nullable=False)
    shown = sa.select(CAPTURES.c.id).where(CAPTURES.c.notice_version != "")
    for scope in ("keep", "makers"):
        column = RECORDS.c[scope]
        empty = RECORDS.update().where(column == "", RECORDS.c.capture_id.in_(shown))
        op.execute(empty.values({scope: "unticked"}))


def downgrade() -> None:
    for scope in ("keep", "makers"):
        op.execute(RECORDS.update().where(RECORDS.c[scope] == "unticked").values({scope: ""}))
    with op.batch_alter_table("provisions") as batch:
        batch.drop_column("grounds")
