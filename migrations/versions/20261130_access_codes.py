"""A rule of market access names several HS codes and ranges of them.

Revision: access_codes, after launches
"""

import os
import re

import sqlalchemy as sa
from alembic import op

revision = "access_codes"
down_revision = "launches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("access_rules", schema=None) as batch_op:
        batch_op.alter_column("hs_prefix", existing_type=sa.String(length=10), type_=sa.String(length=200))


def downgrade() -> None:
    rules = sa.table("access_rules", sa.column("id", sa.Integer), sa.column("hs_prefix", sa.String))
    connection = op.get_bind()
    for id, told in connection.execute(sa.select(rules.c.id, rules.c.hs_prefix)).all():
        codes = re.findall(r"\d+", told)
        if len(codes) > 1:
            shared = os.path.commonprefix(codes)  # one code that is about all of them, where there is one
            kept = shared if len(shared) > 1 else codes[0]
            connection.execute(sa.update(rules).where(rules.c.id == id).values(hs_prefix=kept))
    with op.batch_alter_table("access_rules", schema=None) as batch_op:
        batch_op.alter_column("hs_prefix", existing_type=sa.String(length=200), type_=sa.String(length=10))
