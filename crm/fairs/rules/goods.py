"""The goods of a stall as arithmetic: what became of what was sent, for a maker and for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from crm.core.texts import N_

#: What becomes of goods that were sent to a stall, in the order in which they are told.
FATES: Final[dict[str, str]] = {
    "sold": N_("Sold"),
    "returned": N_("Returned"),
    "given": N_("Given away"),
}


class GoodsRow(Protocol):
    """Pieces of a product at a stall."""

    @property
    def sent(self) -> int: ...
    @property
    def sold(self) -> int: ...
    @property
    def returned(self) -> int: ...
    @property
    def given(self) -> int: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True)
class GoodsSum:
    """What the goods of some rows come to; `left` are those of which nobody has told what became of them."""

    sent: int = 0
    sold: int = 0
    returned: int = 0
    given: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)  #: {currency: what buyers paid}
    unpriced: int = 0  #: pieces sold of which nobody has told what buyers paid: in no amount

    @property
    def left(self) -> int:
        return self.sent - self.sold - self.returned - self.given

    def plus(self, row: GoodsRow) -> "GoodsSum":
        """With another row."""
        amounts = dict(self.amounts)
        if row.amount is not None:
            amounts[row.currency] = amounts.get(row.currency, Decimal(0)) + row.amount
        return GoodsSum(
            self.sent + row.sent, self.sold + row.sold, self.returned + row.returned, self.given + row.given, amounts,
            self.unpriced + (row.sold if row.amount is None else 0),
        )  # fmt: skip


def total(rows: Iterable[GoodsRow]) -> GoodsSum:
    """What rows come to."""
    found = GoodsSum()
    for row in rows:
        found = found.plus(row)
    return found


def overrun(sent: int, fates: Mapping[str, int]) -> str | None:
    """The first of FATES with which more pieces would be accounted for than were sent; None where all fit."""
    left = sent
    for code in FATES:
        left -= fates[code]
        if left < 0:
            return code
    return None
