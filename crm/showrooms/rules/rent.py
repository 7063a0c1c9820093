"""The rent of a period by the terms: so much a month, whole months counted from its first day (domain.md §1.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from crm.core.months import months_later


class RentTerms(Protocol):
    """What terms say of rent."""

    @property
    def begins_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def rent(self) -> Decimal | None: ...


@dataclass(frozen=True)
class RentDue:
    """The rent of a period: of its whole months, and the days beyond them, of which no terms say anything."""

    amount: Decimal = Decimal(0)
    months: int = 0
    days: int = 0
    monthly: Decimal = Decimal(0)  #: of the last terms that ask for any
    most: Decimal = Decimal(0)  #: with each part of a month as a whole one
    currency: str = ""

    def fits(self, rent: Decimal) -> bool:
        """Whether a rent is that of the whole months, with a part of that of the month that was begun or without."""
        return self.amount <= rent <= self.most


def months_in(begins_on: date, ends_on: date) -> tuple[int, int]:
    """(whole months, days beyond them) of a period with both its ends: 15 April to 14 May is one month."""
    behind = ends_on + timedelta(days=1)
    months = (behind.year - begins_on.year) * 12 + behind.month - begins_on.month
    if months_later(begins_on, months) > behind:
        months -= 1
    return months, (behind - months_later(begins_on, months)).days


def rent_due(terms: Iterable[RentTerms], currency: str, begins_on: date, ends_on: date) -> RentDue:
    """What all terms in a currency ask for a period; terms of a part of it count for that part."""
    amount, most, monthly, months, days = Decimal(0), Decimal(0), Decimal(0), 0, 0
    for each in terms:
        first, last = max(each.begins_on, begins_on), min(each.ends_on or ends_on, ends_on)
        if first > last or each.currency != currency or not each.rent:
            continue
        whole, rest = months_in(first, last)
        amount, months, days, monthly = amount + whole * each.rent, months + whole, days + rest, each.rent
        most += (whole + (rest > 0)) * each.rent
    return RentDue(amount, months, days, monthly, most, currency)
