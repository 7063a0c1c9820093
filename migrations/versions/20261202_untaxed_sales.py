"""What a sale was told as without tax, so that a tax rate that is corrected reaches it.

Revision: untaxed_sales, after registers
"""

import sqlalchemy as sa
from alembic import op

revision = "untaxed_sales"
down_revision = "registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("showroom_sales", sa.Column("untaxed", sa.Numeric(16, 2), nullable=True))
    sales = sa.table(
        "showroom_sales", *(sa.column(name) for name in ("untaxed", "gross", "tax", "explanation", "sheet_id"))
    )
    sheets = sa.table("sales_sheets", sa.column("id"), sa.column("tax"))
    without = sa.select(sheets.c.id).where(sheets.c.tax == "without")
    told = sales.c.sheet_id.in_(without) & (sales.c.explanation == "") & sales.c.tax.is_not(None)
    op.execute(sales.update().where(told).values(untaxed=sales.c.gross - sales.c.tax))


def downgrade() -> None:
    with op.batch_alter_table("showroom_sales") as batch:
        batch.drop_column("untaxed")
