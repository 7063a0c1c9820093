"""What a partner's sheet writes, and how a total is shared out: arithmetic without a database."""

from decimal import Decimal
from random import Random

import pytest

from crm.showrooms import rules
from crm.showrooms.rules import headings, settling
from crm.showrooms.rules.amounts import amount_of, is_far, is_of_another, signed, tax_in, whole_of, with_tax
from crm.showrooms.rules.naming import ExhibitNames
from crm.showrooms.rules.settling import SoldPart
from tests.showrooms.shop import date

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "times", "amount"),
    [
        ("1280", 1, "1280"),
        ("1,280.50", 1, "1280.50"),
        ("¥1,280", 1, "1280"),
        ("１２８０元", 1, "1280"),
        ("人民币 1280 元", 1, "1280"),
        ("1.2万", 1, "12000"),
        ("1.2万元", 10_000, "12000"),
        ("1.2", 10_000, "12000"),
        ("1480元", 10_000, "1480"),
        ("1,480 圆", 10_000, "1480"),
        ("0.198万", 10_000, "1980"),
        ("14만원", 10_000, "140000"),
        ("¥0.148", 10_000, "1480"),
        ("3千", 1, "3000"),
        ("5천원", 1, "5000"),
        ("2萬", 1, "20000"),
        ("0.128万", 1, "1280"),
        ("12만원", 1, "120000"),
        ("1280.0", 1, "1280.0"),
    ],
)
def test_amounts_are_read_as_they_are_written(text: str, times: int, amount: str) -> None:
    assert amount_of(text, times) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "-", "-5", "1,28", "约1280", "12.8.0", "1e5", "NaN", "1280x", "赠品"])
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert amount_of(text) is None


def test_what_is_taken_off_is_below_nought() -> None:
    told = ["-1480", "−1,480元", "¥-1480", "△1480", "（1,480）", "1480"]
    assert [signed(amount_of, text) for text in told] == [-1480] * 5 + [1480]
    assert [signed(whole_of, text) for text in ("-1件", "−1", "1", "-", "")] == [-1, -1, 1, None, None]


def test_an_amount_says_of_which_currency_it_is() -> None:
    assert [is_of_another(text, "CNY") for text in ("1960円", "1960원", "$1960")] == [True] * 3
    assert [is_of_another(text, "CNY") for text in ("1960元", "¥1960", "1.2万", "")] == [False] * 4
    assert is_of_another("1960元", "JPY")


def test_pieces_are_whole() -> None:
    assert [whole_of(text) for text in ("3", "3件", "３ 個", "3.0", "1,000")] == [3, 3, 3, 3, 1000]
    assert [whole_of(text) for text in ("", "3.5", "三", "-1", "1万")] == [None] * 5


def test_tax_is_taken_out_and_put_on() -> None:
    assert tax_in(Decimal(1130), Decimal(13), "CNY") == 130
    assert with_tax(Decimal(1000), Decimal(13), "CNY") == 1130
    assert tax_in(Decimal(1100), Decimal(10), "JPY") == 100
    assert tax_in(Decimal(1130), Decimal(0), "CNY") == 0


def test_a_price_far_from_its_tag_is_told() -> None:
    tag = Decimal(980)
    assert not is_far(Decimal(1960), 2, tag)
    assert not is_far(Decimal(490), 1, tag)
    assert is_far(Decimal("0.098"), 1, tag)
    assert is_far(Decimal(9_800_000), 1, tag)
    assert not is_far(Decimal(1), 1, None)


def test_columns_are_guessed_from_their_headings() -> None:
    told = ["销售日期", "货号", "品名", "数量（件）", "销售金额（万元，不含税）", "备注", "营业员"]
    assert headings.target_of("商品编号") == "code"
    assert headings.guess(told) == ["day", "code", "product", "quantity", "amount", "note", ""]
    assert (headings.unit_of(told), headings.tax_of(told)) == ("10000", "without")
    ours = ["販売日", "商品名", "個数", "売上金額（税込）"]
    assert headings.guess(ours) == ["day", "product", "quantity", "amount"]
    assert (headings.unit_of(ours), headings.tax_of(ours)) == ("1", "with")
    assert headings.guess(["판매일", "상품명", "수량", "금액", "금액"]) == ["day", "product", "quantity", "amount", ""]
    assert headings.sums_up(["", "合计", "3", "900"])
    assert [headings.is_return(text) for text in ("退货", "退货1件", "返品", "반품", "Returned")] == [True] * 5
    assert [headings.is_return(text) for text in ("", "老客户", "returning customer")] == [False] * 3
    assert not headings.sums_up(["2026-01-01", "毛衣", "1", "900"])


def test_an_exhibit_is_meant_by_its_code_or_by_its_name_with_the_size() -> None:
    names = ExhibitNames([
        (1, "KN-01-M", "M", ["羊绒毛衣", "カシミヤセーター"]), (2, "KN-01-L", "L", ["羊绒毛衣"]), (3, "", "", ["披肩"]),
    ])  # fmt: skip
    assert names.find("ｋｎ-01-m", "") == (1, "")
    assert names.find("", "KN-01-L") == (2, "")
    alike = ExhibitNames([(1, "a1", "", []), (2, "A1", "", [])])
    assert [alike.find(code, "") for code in ("A1", "a1", "Ａ1")] == [(2, ""), (1, ""), (None, "several_exhibits")]
    assert names.find("", "羊绒毛衣 L") == (2, "")
    assert names.find("", "カシミヤセーター") == (1, "")
    assert names.find("", "羊绒毛衣") == (None, "several_exhibits")
    assert names.find("", "披肩") == (3, "")
    assert names.find("X-9", "帽子") == (None, "unknown_product")
    assert names.find("", "") == (None, "unknown_product")


def test_codes_that_differ_only_in_signs_mean_no_exhibit_but_their_own() -> None:
    names = ExhibitNames((id, code, "", []) for id, code in enumerate(("1-11", "11-1", "B-7", "A1", "a1"), 1))
    assert [names.find(code, "") for code in ("1‐11", "１１-１", "B7")] == [(1, ""), (2, ""), (3, "")]
    assert names.find("111", "") == names.find("Ａ1", "") == (None, "several_exhibits")


def test_what_is_shared_out_adds_up_and_nobody_gets_a_unit_too_much() -> None:
    dice = Random(18)  # noqa: S311  # no secret
    for _ in range(400):
        currency = dice.choice(["CNY", "JPY"])
        unit = Decimal(1) if currency == "JPY" else Decimal("0.01")
        weights = [dice.randrange(0, 90_000) * unit for _ in range(dice.randrange(1, 9))]
        total = dice.randrange(0, 500_000) * unit
        parts = settling.shared(total, weights, currency)
        whole = sum(weights)
        assert sum(parts) == (total if whole else 0)
        for weight, part in zip(weights, parts, strict=True):
            assert whole == 0 or abs(part - total * weight / whole) < unit


def test_a_settlement_adds_up_whatever_was_sold() -> None:
    """Sales − tax − commission − withheld − costs = what the makers get, for each maker and for all, to the fen."""
    dice = Random(19)  # noqa: S311  # no secret
    for _ in range(200):
        rate, withheld = Decimal(dice.randrange(0, 4_000)) / 100, Decimal(dice.randrange(0, 2_000)) / 100
        sales = []
        for _ in range(dice.randrange(1, 40)):
            gross = Decimal(dice.randrange(1, 500_000)) / 100
            commission = settling.commission_on(gross, rate, "CNY")
            part = SoldPart(dice.randrange(1, 4), gross, tax_in(gross, Decimal(13), "CNY"), commission)
            sales.append((dice.randrange(1, 5), part))
        earned = sum((part.earned for _maker, part in sales), Decimal(0))
        costs = (earned * Decimal(dice.randrange(0, 50)) / 100).quantize(Decimal("0.01"))
        shares = settling.settled(sales, costs, withheld, "CNY")
        whole = sum(shares.values(), SoldPart())
        assert whole.gross == sum(part.gross for _maker, part in sales)
        assert whole.pieces == sum(part.pieces for _maker, part in sales)
        assert whole.costs == costs
        assert whole.net == whole.gross - whole.tax - whole.commission - whole.withheld - whole.costs
        assert all(share.net >= 0 for share in shares.values())


def test_the_rate_of_many_days_is_weighted_by_what_was_earned() -> None:
    assert settling.average_rate([(Decimal(100), Decimal(20)), (Decimal(300), Decimal(24))]) == 23
    assert settling.average_rate([]) is None


def test_the_day_of_settlement_is_in_the_month_after_the_period() -> None:
    assert rules.due_on(date(2026, 3, 31), 15) == date(2026, 4, 15)
    assert rules.due_on(date(2026, 12, 31), 31) == date(2027, 1, 31)
    assert rules.due_on(date(2027, 1, 31), 31) == date(2027, 2, 28)
