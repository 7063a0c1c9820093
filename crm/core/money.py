"""Amounts with their currency. Decimal, never float; two currencies never meet unnoticed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from babel.numbers import get_territory_currencies

from crm.core.cleaning import BadText
from crm.core.errors import Refused
from crm.core.texts import N_, Text

#: What an office counts in of which nobody has told anything yet.
USUAL_CURRENCY: Final = "JPY"
# ISO 4217 code → decimals of the smallest unit in use.
CURRENCIES: Final = MappingProxyType({"JPY": 0, "KRW": 0, "CNY": 2, "USD": 2, "EUR": 2, "RUB": 2})
#: In steps of what one counts small amounts there: about what the smallest note is worth.
SMALL: Final = MappingProxyType({"JPY": 100, "KRW": 1000, "CNY": 1, "USD": 1, "EUR": 1, "RUB": 10})
#: How an amount is written; each catalogue has its own way (640,000円). Never ¥, which yen and yuan share.
STYLES: Final = MappingProxyType(
    {
        "JPY": N_("JPY %(amount)s"),
        "KRW": N_("KRW %(amount)s"),
        "CNY": N_("CNY %(amount)s"),
        "USD": N_("USD %(amount)s"),
        "EUR": N_("EUR %(amount)s"),
        "RUB": N_("RUB %(amount)s"),
    }
)
#: What the currency itself is called.
NAMES: Final = MappingProxyType(
    {"JPY": N_("JPY"), "KRW": N_("KRW"), "CNY": N_("CNY"), "USD": N_("USD"), "EUR": N_("EUR"), "RUB": N_("RUB")}
)

# Fifteen digits before the point fit NUMERIC(17, 2) on both databases and are beyond any exchange mission.
LIMIT: Final = Decimal(10) ** 15


def decimals(currency: str) -> int:
    """How many decimals the currency has; `BadText` for a currency that is not kept."""
    if currency not in CURRENCIES:
        raise BadText(Text("The currency %(code)s is not known here.", code=currency))
    return CURRENCIES[currency]


def currency_of(country: str) -> str:
    """In what one pays in a country (ISO 3166-1); "" where that is not kept."""
    return next((code for code in get_territory_currencies(country) if code in CURRENCIES), "")


def thousands(amount: Decimal) -> Decimal:
    """An amount in thousands (千円), rounded half up, away from zero; rounded sums need not add up."""
    return (amount / 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP) + 0


class CurrencyMismatch(TypeError):
    """Two currencies were added or compared: a mistake of the programmer, not of the user."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in its currency, rounded half up to the currency's smallest unit when made.

    `BadText` for an unknown currency, NaN, infinity, or an amount of more than fifteen digits; `TypeError`
    for a float.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(self.amount).__name__}")
        unit = Decimal(1).scaleb(-decimals(self.currency))
        try:
            rounded = self.amount.quantize(unit, rounding=ROUND_HALF_UP)
        except InvalidOperation:
            rounded = Decimal("NaN")
        if not rounded.is_finite() or abs(rounded) >= LIMIT:
            raise BadText(Text("This amount cannot be saved."))
        # Adding zero turns -0 into 0: they are equal, and must print and hash alike.
        object.__setattr__(self, "amount", rounded + 0)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, in a currency."""
        return cls(Decimal(0), currency)

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} with {other.currency}")
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        # The code, not a sign: yen and yuan share ¥.
        return f"{self.currency} {self.amount:,}"


#: The period of a value that comes every year; every other value counts once.
YEARLY: Final = "annual"


@dataclass(frozen=True, slots=True)
class Worth:
    """What comes once and what comes every year, in one currency: two figures that nothing adds up (§3.7)."""

    once: Decimal = Decimal(0)
    yearly: Decimal = Decimal(0)

    @classmethod
    def of(cls, amount: Decimal, period: str) -> "Worth":
        return cls(yearly=amount) if period == YEARLY else cls(once=amount)

    def __add__(self, other: "Worth") -> "Worth":
        return Worth(self.once + other.once, self.yearly + other.yearly)

    def __mul__(self, factor: Decimal | int) -> "Worth":
        return Worth(self.once * factor, self.yearly * factor)

    def __bool__(self) -> bool:
        return bool(self.once or self.yearly)


def worths(amounts: Iterable[tuple[Money, str]]) -> dict[str, Worth]:
    """{currency: what amounts with their periods come to}, in the order of the codes."""
    found: dict[str, Worth] = {}
    for money, period in amounts:
        found[money.currency] = found.get(money.currency, Worth()) + Worth.of(money.amount, period)
    return dict(sorted(found.items()))


def convert(money: Money, rate: Decimal, currency: str) -> Money:
    """`money` in another currency at `rate` (units of `currency` for one unit of money's), rounded once."""
    return Money(money.amount * rate, currency)


def exact(amount: Decimal, currency: str, field: str) -> Decimal:
    """An amount of a currency; refused beside its field for fractions that the currency does not have."""
    try:
        found = Money(amount, currency).amount
    except BadText as bad:
        raise Refused(bad.text, field) from bad
    if found != amount:
        raise Refused(Text("Amounts in %(currency)s have no such fractions.", currency=currency), field)
    return found
