"""Whether samples of a product are available may be unsaid.

Revision: unsaid_samples, after product_inquiries
"""

import sqlalchemy as sa
from alembic import op

revision = "unsaid_samples"
down_revision = "product_inquiries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("products") as batch:
        batch.alter_column("sample_available", existing_type=sa.Boolean(), nullable=True)


def downgrade() -> None:
    products = sa.table("products", sa.column("sample_available", sa.Boolean()))
    op.execute(products.update().where(products.c.sample_available.is_(None)).values(sample_available=sa.false()))
    with op.batch_alter_table("products") as batch:
        batch.alter_column("sample_available", existing_type=sa.Boolean(), nullable=False)
