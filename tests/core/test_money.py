"""Money keeps to its currency and to that currency's decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.cleaning import BadText
from crm.core.errors import Refused
from crm.core.money import CURRENCIES, CurrencyMismatch, Money, convert, decimals, thousands

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("amount", "currency", "kept"),
    [
        ("1000.4", "JPY", "1000"),
        ("1000.5", "JPY", "1001"),
        ("0.005", "CNY", "0.01"),
        ("-2.5", "KRW", "-3"),
        ("7", "USD", "7.00"),
    ],
)
def test_an_amount_is_rounded_half_up_to_the_smallest_unit(amount: str, currency: str, kept: str) -> None:
    assert str(Money(Decimal(amount), currency).amount) == kept


@given(AMOUNTS, st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_has_exactly_its_currencys_decimals(amount: Decimal, currency: str) -> None:
    exponent = Money(amount, currency).amount.as_tuple().exponent
    assert exponent == -decimals(currency)


@given(AMOUNTS, AMOUNTS)
def test_sums_and_differences_undo_each_other(one: Decimal, other: Decimal) -> None:
    a, b = Money(one, "CNY"), Money(other, "CNY")
    assert a + b - b == a
    opposite = -a
    assert -opposite == a
    assert (a < b) == (one < other)
    assert a + b + a == a * 2 + b


def test_two_currencies_never_meet() -> None:
    yen, yuan = Money(Decimal(1), "JPY"), Money(Decimal(1), "CNY")
    assert yen != yuan
    for act in (lambda: yen + yuan, lambda: yen - yuan, lambda: yen < yuan, lambda: yen >= yuan, lambda: yen <= yuan):
        with pytest.raises(CurrencyMismatch):
            act()


@pytest.mark.parametrize("currency", ["XXX", "jpy", "", "¥"])
def test_an_unknown_currency_is_refused_in_words(currency: str) -> None:
    with pytest.raises(BadText) as refusal:
        Money(Decimal(1), currency)
    assert isinstance(refusal.value, Refused)
    assert str(refusal.value.text) == f"The currency {currency} is not known here."


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN", "1e15", "-1e15", "1e40"])
def test_what_no_column_can_hold_is_refused(amount: str) -> None:
    with pytest.raises(BadText):
        Money(Decimal(amount), "USD")


def test_a_float_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        Money(0.1, "USD")  # type: ignore[arg-type]  # a float, on purpose


def test_minus_zero_is_zero() -> None:
    assert str(Money(Decimal("-0.001"), "USD")) == "USD 0.00"
    assert not Money(Decimal("-0"), "JPY")


def test_printed_with_the_code_because_two_currencies_share_a_sign() -> None:
    assert str(Money(Decimal(1234567), "JPY")) == "JPY 1,234,567"
    assert str(Money(Decimal("1234.5"), "CNY")) == "CNY 1,234.50"


def test_converted_at_a_rate_and_rounded_once() -> None:
    assert convert(Money(Decimal("12.34"), "CNY"), Decimal("21.3456"), "JPY") == Money(Decimal(263), "JPY")


@pytest.mark.parametrize(
    ("yen", "told"), [("1499", "1"), ("1500", "2"), ("-1500", "-2"), ("-499", "0"), ("0", "0"), ("2500", "3")]
)
def test_thousands_of_yen_are_rounded_half_up(yen: str, told: str) -> None:
    assert str(thousands(Decimal(yen))) == told
