"""Products tell care and story, and have a page that anybody may read.

Revision: public_goods, after lost_to
"""

import sqlalchemy as sa
from alembic import op

revision = "public_goods"
down_revision = "lost_to"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("care", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("story", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("published", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("public_key", sa.String(32), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_products_public_key"), ["public_key"])
        batch_op.create_index(op.f("ix_products_published"), ["published"])


def downgrade() -> None:
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_products_published"))
        batch_op.drop_constraint(op.f("uq_products_public_key"), type_="unique")
        batch_op.drop_column("public_key")
        batch_op.drop_column("published")
        batch_op.drop_column("story")
        batch_op.drop_column("care")
