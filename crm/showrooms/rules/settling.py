"""Settlements as arithmetic: what each maker gets of what was sold; the parts always add up to the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from crm.core.money import decimals
from crm.showrooms.rules.amounts import rounded, tax_in, with_tax


@dataclass(frozen=True)
class SoldPart:
    """What a sale, a maker or a whole settlement comes to; `net` is what is left for the makers."""

    pieces: int = 0
    gross: Decimal = Decimal(0)  #: what buyers paid
    tax: Decimal = Decimal(0)  #: of it
    commission: Decimal = Decimal(0)
    withheld: Decimal = Decimal(0)
    costs: Decimal = Decimal(0)

    @property
    def earned(self) -> Decimal:
        """Without tax and commission."""
        return self.gross - self.tax - self.commission

    @property
    def net(self) -> Decimal:
        return self.earned - self.withheld - self.costs

    def __add__(self, other: "SoldPart") -> "SoldPart":
        return SoldPart(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def commission_on(gross: Decimal, rate: Decimal, currency: str) -> Decimal:
    """Of a sale including tax; `rate` in percent."""
    return rounded(gross * rate / 100, currency)


def priced(
    gross: Decimal, tax: Decimal, untaxed: Decimal | None, rate: Decimal, currency: str
) -> tuple[Decimal, Decimal]:
    """(what buyers paid, the tax in it) of a sale by a tax rate in percent: as they are where the rate is that by which
    they were counted. What was told `untaxed` comes to another amount with another rate."""
    if tax_in(gross, rate, currency) == tax:
        return gross, tax
    whole = gross if untaxed is None else with_tax(untaxed, rate, currency)
    return whole, tax_in(whole, rate, currency)


def shared(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """A total shared out by weights, in the smallest units of the currency: what is left over goes to whose part was
    cut the most. The parts add up to the total; nobody gets more than the unit above their exact part."""
    whole = sum(weights, Decimal(0))
    if not whole:
        return [Decimal(0) for _ in weights]
    unit = Decimal(1).scaleb(-decimals(currency))
    exact = [total * weight / whole / unit for weight in weights]
    parts = [Decimal(int(each)) for each in exact]
    left = int((total / unit).to_integral_value(rounding=ROUND_HALF_UP) - sum(parts))
    by_cut = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_cut[:left]:
        parts[place] += 1
    return [part * unit for part in parts]


def settled(
    sales: Sequence[tuple[int, SoldPart]],
    costs: Decimal,
    withholding_rate: Decimal,
    currency: str,
    own: Mapping[int, Decimal] | None = None,
) -> Mapping[int, SoldPart]:
    """{maker: what they get}, of (maker, sale) pairs whose parts have pieces, gross, tax and commission.

    The tax withheld is counted for each maker. Of costs a maker bears those of their `own`; the others are shared out
    by what each has left then.
    """
    own = own or {}
    sums: dict[int, SoldPart] = {}
    for maker, part in sales:
        sums[maker] = sums.get(maker, SoldPart()) + part
    withheld = {id: rounded(part.earned * withholding_rate / 100, currency) for id, part in sums.items()}
    alone = [own.get(id, Decimal(0)) for id in sums]
    rest = [part.earned - withheld[id] - each for (id, part), each in zip(sums.items(), alone, strict=True)]
    borne = shared(costs, [max(each, Decimal(0)) for each in rest], currency)
    return {
        id: SoldPart(part.pieces, part.gross, part.tax, part.commission, withheld[id], each + cost)
        for (id, part), each, cost in zip(sums.items(), alone, borne, strict=True)
    }


def remitted_for(part: SoldPart, withholding_rate: Decimal, currency: str) -> Decimal:
    """What was left of one sale for its maker, before costs: what is to come back once its goods did."""
    return part.earned - rounded(part.earned * withholding_rate / 100, currency)


def taken_off(
    remitted: Decimal, quantity: int, before: Decimal, pieces_before: int, pieces: int, currency: str
) -> Decimal:
    """What comes back for some pieces of a sale, of which others did before: with the last one all of it."""
    if pieces_before + pieces == quantity:
        return remitted - before
    return rounded(remitted * pieces / quantity, currency)


def average_rate(nets: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The rate of many sales, each of (amount, rate of its day), weighted by the amounts; None without any."""
    whole = sum((amount for amount, _ in nets), Decimal(0))
    if not whole:
        return None
    return (sum((amount * rate for amount, rate in nets), Decimal(0)) / whole).quantize(Decimal("0.00000001"))


def added(some: Mapping[str, SoldPart], others: Mapping[str, SoldPart]) -> Mapping[str, SoldPart]:
    """The parts of both, each currency apart."""
    return {code: some.get(code, SoldPart()) + others.get(code, SoldPart()) for code in dict.fromkeys([*some, *others])}


@dataclass(frozen=True)
class Turnover:
    """How an exhibit, a shelf or a maker did in a period (domain.md §3.8)."""

    opening: int = 0
    received: int = 0
    returned: int = 0
    given: int = 0  #: as samples
    lost: int = 0  #: or damaged or expired
    adjusted: int = 0  #: to counts, with its sign
    pieces: int = 0  #: sold, in whatever currency
    parts: Mapping[str, SoldPart] = field(default_factory=dict)  #: by currency
    #: Of what was sold, what came back once it was settled: pieces and what buyers had paid, by currency.
    back: Mapping[str, SoldPart] = field(default_factory=dict)

    @property
    def came_back(self) -> int:
        """How many of the pieces sold came back once they were settled."""
        return sum(part.pieces for part in self.back.values())

    @property
    def left(self) -> int:
        """What is there at the end of the period."""
        gone = self.returned + self.pieces + self.given + self.lost
        return self.opening + self.received + self.adjusted - gone

    @property
    def offered(self) -> int:
        """What could be sold: what was there and what came, without what went back."""
        return self.opening + self.received - self.returned

    @property
    def sell_through(self) -> Decimal | None:
        """Sold, and not come back, of what could be sold; None where nothing could."""
        return Decimal(self.pieces - self.came_back) / self.offered if self.offered > 0 else None

    def __add__(self, other: "Turnover") -> "Turnover":
        return Turnover(
            self.opening + other.opening, self.received + other.received, self.returned + other.returned,
            self.given + other.given, self.lost + other.lost, self.adjusted + other.adjusted,
            self.pieces + other.pieces, added(self.parts, other.parts), added(self.back, other.back),
        )  # fmt: skip
