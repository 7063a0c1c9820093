"""To which organisation of the contacts data were given, where the product gave them to a maker.

Revision: provision_firm, after returned_rates
"""

import sqlalchemy as sa
from alembic import op

revision = "provision_firm"
down_revision = "returned_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("provisions") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_provisions_organisation_id"), "organisations", ["organisation_id"], ["id"])
        batch.create_index(batch.f("ix_provisions_organisation_id"), ["organisation_id"])


def downgrade() -> None:
    with op.batch_alter_table("provisions") as batch:
        batch.drop_index(batch.f("ix_provisions_organisation_id"))
        batch.drop_constraint(batch.f("fk_provisions_organisation_id"), type_="foreignkey")
        batch.drop_column("organisation_id")
