"""Contact of the day and dress of an itinerary item.

Revision: item_contacts, after aims
"""

import sqlalchemy as sa
from alembic import op

revision = "item_contacts"
down_revision = "aims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("itinerary_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("dress", sa.String(length=120), nullable=False, server_default=""))
        batch_op.create_foreign_key(batch_op.f("fk_itinerary_items_contact_id"), "people", ["contact_id"], ["id"])
    with op.batch_alter_table("itinerary_items", schema=None) as batch_op:
        batch_op.alter_column("dress", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("itinerary_items", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_itinerary_items_contact_id"), type_="foreignkey")
        batch_op.drop_column("dress")
        batch_op.drop_column("contact_id")
