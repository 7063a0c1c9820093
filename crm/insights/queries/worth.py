"""What signed agreements are worth at the rate of the day of signing; per year and once stay apart (domain.md §3.7)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from crm.agreements.models import Agreement
from crm.core import here
from crm.core.money import Money, Worth, convert
from crm.places import queries as places

#: The columns of it.
SIGNED_VALUE: Final = (
    Agreement.id.label("agreement_id"), Agreement.signed_on, Agreement.value, Agreement.currency,
    Agreement.value_period,
)  # fmt: skip


class SignedValue(Protocol):
    """An agreement with its value, as a figure reads it."""

    @property
    def agreement_id(self) -> int: ...
    @property
    def signed_on(self) -> date: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def value_period(self) -> str: ...


def worth_of(signed: Sequence[SignedValue]) -> tuple[dict[int, Worth], int]:
    """{agreement: what it is worth in the office's currency}, and how many have a value and no rate."""
    rows = [row for row in signed if row.value is not None]
    rates = places.rates_over_time({row.currency for row in rows}, here.currency())
    worth: dict[int, Worth] = {}
    for row in rows:
        rate = rates(row.currency, row.signed_on)
        if rate is not None and row.value is not None:
            amount = convert(Money(row.value, row.currency), rate.rate, here.currency()).amount
            worth[row.agreement_id] = Worth.of(amount, row.value_period)
    return worth, len(rows) - len(worth)
