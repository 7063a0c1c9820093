"""How amounts of money are written: one style a language, the same on pages and on paper."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from flask_babel import format_decimal, get_locale, gettext
from markupsafe import Markup, escape

from crm.core import here
from crm.core.money import CURRENCIES, NAMES, STYLES
from crm.core.money import thousands as in_thousands

_PLACE: Final = "%(amount)s"
#: What large amounts are told in: 万 where the language counts so, else millions. The catalogues have the word for it.
_LARGE: Final = {"en": 1_000_000}
_LARGE_OTHERS: Final = 10_000


def minus(digits: str) -> str:
    """Digits as pages and papers print them, with a minus as long as their plus. In a field a hyphen stands."""
    return digits.replace("-", "−")


def money_text(amount: Decimal, currency: str) -> str:
    """640,000円 · 640,000日元 · 640,000엔 · JPY 640,000. Cents stand where there are any."""
    before, after = _around(currency)
    return before + _digits(amount, currency) + after


def money(amount: Decimal | None, currency: str, say: Callable[[str], str] = gettext) -> Markup:
    """The same for a page, with a small grey code where one stands before it; nothing for no amount.

    A page of many amounts says how its words are looked up (`Reader.words`): once a page instead of each time.
    """
    if amount is None:
        return Markup("")
    before, after = _around(currency, say)
    code = f'<span class="cur">{escape(before.strip())}</span>' if before else ""
    return Markup(f'<span class="num">{code}{minus(_digits(amount, currency))}{escape(after)}</span>')  # noqa: S704  # escaped


def booked(amount: Decimal, *, thousands: bool) -> Markup:
    """An amount in the office's currency; in `thousands` a bare 1,235, whose unit stands at the head of the table."""
    if not thousands:
        return money(amount, here.currency())
    return Markup('<span class="num">{}</span>').format(minus(format_decimal(in_thousands(amount), format="#,##0")))


def large(amount: Decimal) -> str:
    """967 · 9.7: a large amount without its unit, which stands at the head of the table (`large_unit`).

    Below one of the unit three digits stand, so that what is small is not told as nothing: 0.345 · 0.05.
    """
    scale = _LARGE.get(str(get_locale()), _LARGE_OTHERS)  # the language that words are looked up in
    told = amount / scale
    if not told:
        return "0"
    if abs(told) < 1:
        return f"{_rounded(told, 2 - told.adjusted()).normalize():f}"
    tenths = _rounded(told, 1)
    whole = scale == _LARGE_OTHERS and abs(tenths) >= 100  # three digits are enough
    return f"{_rounded(told, 0):,}" if whole else f"{tenths:,}"


def large_unit(currency: str) -> str:
    """万円 · 万日元 · 만엔 · million JPY."""
    return str(gettext("million %(currency)s", currency=currency_name(currency)))


def large_text(amount: Decimal, currency: str) -> str:
    """967万円 · 967万日元 · 967만엔 · JPY 9.7 million."""
    before, after = _around(currency)
    return before + str(gettext("%(amount)s million", amount=large(amount).removesuffix(".0"))) + after


def currency_name(currency: str) -> str:
    """円 · 日元 · 엔 · JPY: at the head of a column, or behind a label."""
    return str(gettext(NAMES[currency])) if currency in NAMES else currency


def rate_text(rate: Decimal) -> str:
    """22.8円 · 22.8日元 · 22.8엔 · JPY 22.8: what one unit of another currency costs in the office's."""
    before, after = _around(here.currency())
    return before + str(format_decimal(rate, format="#,##0.####")) + after


def _around(currency: str, say: Callable[[str], str] = gettext) -> tuple[str, str]:
    style = str(say(STYLES[currency])) if currency in STYLES else f"{currency} {_PLACE}"
    before, _, after = style.partition(_PLACE)
    return before, after


def _digits(amount: Decimal, currency: str) -> str:
    told = _rounded(amount, CURRENCIES.get(currency, 2))
    return f"{told:,}" if told % 1 else f"{_rounded(told, 0):,}"  # alike in all four languages


def _rounded(amount: Decimal, places: int) -> Decimal:
    """Half up, away from zero, as `Money` is; never -0. What was never flushed may be an int yet."""
    return Decimal(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0
