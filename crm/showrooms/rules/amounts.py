"""Amounts of sales: as a partner's sheet writes them (元, 万元, 1.2万), and the tax in them."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low
from typing import Final, TypeVar

from crm.core.money import decimals

Number = TypeVar("Number", int, Decimal)

#: What a letter behind a number multiplies it by.
_TIMES: Final = {"": 1, "万": 10_000, "萬": 10_000, "만": 10_000, "千": 1_000, "천": 1_000}
_MARKS = re.compile(r"[¥$￥₩]|人民币|元|圆|块|円|원|위안|rmb|cny|jpy|krw", re.IGNORECASE)
#: A word that counts in the unit of the currency itself; ¥ and CNY name a currency, and not what a number counts in.
_PLAIN_UNIT = re.compile("元|圆|块|円|원|위안")
#: A minus, as tables of sums write it: −1, ¥-1, △1, (1).
_MINUS = re.compile(r"([¥$￥₩]?)\s*[-−–△▲]\s*(\S.*)|\((.+)\)")
#: In which currency an amount is that says so; ¥ is the sign of two.
_TOLD_IN: Final = {
    "CNY": re.compile("元|圆|块|人民币|위안|rmb|cny", re.IGNORECASE),
    "JPY": re.compile("円|jpy", re.IGNORECASE),
    "KRW": re.compile("원|₩|krw", re.IGNORECASE),
    "USD": re.compile(r"\$"),
}
_WRITTEN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(万|萬|만|千|천)?")
#: How far the price of one piece may lie from its tag before somebody has to look: 元 and 万元 in one column.
FAR: Final = Decimal(3)
#: How far it may lie from a tag in its own currency: further is no discount, and no rounding.
OFF: Final = Decimal("1.5")


def amount_of(text: str, times: int = 1) -> Decimal | None:
    """The amount that a cell says; None where it says none. `times` is what its column counts in (万元: 10,000).

    A cell that writes its own unit (1.2万, 1.2万元, 1480元) is read by that one, whatever its column counts in.
    """
    told = unicodedata.normalize("NFKC", text)
    plain = _MARKS.sub("", told).replace(" ", "")
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    number = Decimal(found[1].replace(",", "") + (f".{found[2]}" if found[2] else ""))
    return number * (_TIMES[found[3] or ""] if tells_unit(told) else times)


def tells_unit(text: str) -> bool:
    """Whether an amount writes what it counts in: 1.2万, 1480元; ¥ names a currency alone."""
    told = unicodedata.normalize("NFKC", text)
    found = _WRITTEN.fullmatch(_MARKS.sub("", told).replace(" ", ""))
    return found is not None and bool(found[3] or _PLAIN_UNIT.search(told))


def signed(read: Callable[[str], Number | None], text: str) -> Number | None:
    """What a cell says, below nought behind a minus: a sheet takes off by it what came back."""
    minus = _MINUS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if minus is None:
        return read(text)
    found = read((minus[1] or "") + (minus[2] or minus[3]))
    return None if found is None else -found


def is_of_another(text: str, currency: str) -> bool:
    """Whether an amount says that it is of another currency (1960円 among sales in yuan)."""
    told = [code for code, words in _TOLD_IN.items() if words.search(unicodedata.normalize("NFKC", text))]
    return bool(told) and currency not in told


def whole_of(text: str) -> int | None:
    """The number of pieces that a cell says (3, 3件, 3.0); None where it says none, or no whole one."""
    plain = re.sub(
        r"[件个個点枚套双组本台개점벌]|pcs|pieces?", "", unicodedata.normalize("NFKC", text).casefold()
    ).strip()
    found = _WRITTEN.fullmatch(plain)
    if found is None or found[3] or (found[2] and found[2].strip("0")):
        return None
    return int(found[1].replace(",", ""))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency, half up."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP) + 0


def tax_in(gross: Decimal, rate: Decimal, currency: str) -> Decimal:
    """The tax contained in an amount, `rate` in percent of what it is without tax."""
    return rounded(gross * rate / (100 + rate), currency)


def with_tax(net: Decimal, rate: Decimal, currency: str) -> Decimal:
    """What an amount is with tax."""
    return rounded(net * (100 + rate) / 100, currency)


def usual(prices: Sequence[Decimal]) -> Decimal | None:
    """The price in the middle of those of one piece; None without any."""
    return median_low(prices) if prices else None


def is_far(gross: Decimal, quantity: int, tag: Decimal | None, far: Decimal = FAR) -> bool:
    """Whether the price of one piece lies far from its tag, or from what stands for it."""
    if tag is None:
        return False
    one = gross / quantity
    return one > tag * far or one * far < tag
