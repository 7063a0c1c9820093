"""Sums count in the office's currency, with its cents, where they counted in whole yen.

An office that named another currency counted in yen until now: with sums on record yen stays its currency, so that
none of them is read in another.

Revision: book_currency, after attendance_unknown
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "book_currency"
down_revision = "attendance_unknown"
branch_labels = None
depends_on = None

#: {table: {column: (precision of whole yen, precision with cents, its new name)}}
SUMS = {
    "budget_lines": {"amount_jpy": (16, 16, "book_amount")},
    "cost_lines": {"amount_jpy": (16, 16, "book_amount")},
    "participant_shares": {"due": (16, 16, "due"), "paid": (16, 16, "paid")},
    "staff_times": {"unit_cost": (10, 12, "unit_cost")},
    "initiative_fundings": {"amount": (16, 16, "amount")},
}


def upgrade() -> None:
    known = [
        sa.exists(
            sa.select(sa.literal(1)).select_from(sa.table(table, sa.column(column))).where(sa.column(column) != 0)
        )
        for table, columns in SUMS.items()
        for column in columns
    ]
    office = sa.table("office", sa.column("currency"))
    op.execute(sa.update(office).where(sa.or_(*known)).values(currency="JPY"))
    for table, columns in SUMS.items():
        with op.batch_alter_table(table) as batch:
            for column, (whole, cents, name) in columns.items():
                _change(batch, column, name, sa.Numeric(whole, 0), sa.Numeric(cents, 2))


def downgrade() -> None:
    for table, columns in SUMS.items():
        with op.batch_alter_table(table) as batch:
            for column, (whole, cents, name) in columns.items():
                _change(batch, name, column, sa.Numeric(cents, 2), sa.Numeric(whole, 0))


def _change(batch: BatchOperations, before: str, after: str, was: sa.Numeric[Any], wanted: sa.Numeric[Any]) -> None:
    """Another precision, and another name where it has one: PostgreSQL refuses to call a column what it is called."""
    name = after if after != before else None
    batch.alter_column(before, new_column_name=name, existing_type=was, type_=wanted)
