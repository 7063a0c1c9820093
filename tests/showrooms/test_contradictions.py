"""Sales that contradict themselves: code and name, price and tag, day and last day; and their currency."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.errors import Refused
from crm.showrooms import queries, services
from tests.cast import sign_in, user
from tests.contacts.pages import opened
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sheet, sold


def faults(at: shop.Shop, instance: Path, *rows: str) -> list[tuple[str, str]]:
    """(currency, why not) of rows of a sheet."""
    taken = sheet(at, instance, *rows)
    book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
    return [(row.currency, row.fault) for row in services.tried(taken, services.opened(taken, instance).rows, book)]


def test_a_code_and_a_name_of_different_exhibits_wait_for_a_word(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        other = product(at.maker, names={"ja": "綿カーディガン", "zh-Hans": "棉开衫"}).id
        cardigan = shop.exhibit(at.showroom, other, code="MK-002", price=Decimal(460)).id
        shop.moved(cardigan, "received", 5, before=200)
        day = shop.day(20)
        found = faults(
            at, tmp_path, f"{day},A-01,棉开衫,1,460,", f"{day},MK-002,棉开衫,1,460,", f"{day},A-01,MK-002,1,1130,",
            f"{day},A-01,毛衣,1,1130,", f"{day},,MK-002,1,459,",
        )  # fmt: skip
        assert [fault for _currency, fault in found] == ["names_differ", "", "names_differ", "", ""]


def test_what_was_sold_behind_its_last_day_waits_for_a_word(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        rice = product(at.maker, names={"ja": "あられ", "zh-Hans": "米果"}).id
        shown = shop.exhibit(at.showroom, rice, code="R", price=Decimal(30)).id
        shop.moved(shown, "received", 3, before=100, expires_on=shop.day(40))
        row = f"{shop.day(20)},R,,1,30,"
        assert faults(at, tmp_path, f"{shop.day(40)},R,,1,30,", row) == [("CNY", ""), ("CNY", "past_date")]
        with pytest.raises(Refused) as refusal:
            sold(at, 1, "30", before=20, exhibit_id=shown)
        assert refusal.value.field == "day"
        shop.moved(shown, "received", 1, before=30, expires_on=shop.day(1))
        assert faults(at, tmp_path, row, f"{shop.day(20)},R,,1,31,") == [("CNY", ""), ("CNY", "past_date")]
        done = sold(at, 2, "60", before=20, exhibit_id=shown, explanation="Sold to the staff")
        assert done.state == "reconciled"


def test_a_weekday_that_is_not_that_of_its_day_waits_for_a_word(app: Flask, tmp_path: Path) -> None:
    """Written with its year and without, in the three languages; the day that was read stays in the form."""
    with app.app_context():
        at = shop.shop()
        day = shop.day(20)
        own, other = day.weekday(), (day.weekday() + 1) % 7
        zh, ja, ko = "一二三四五六日", "月火水木金土日", "월화수목금토일"
        months = f"{day.month}月{day.day}日"
        written = [
            f"{day.year}年{months} 周{zh[own]}", f"{day.year}年{months}（{ja[own]}）",
            f"{day.year}년 {day.month}월 {day.day}일 {ko[own]}요일", f"{months} 星期{zh[own]}",
            f"{day.year}年{months} 周{zh[other]}", f"{day.year}年{months}{ja[other]}曜日",
            f"{day.year}년 {day.month}월 {day.day}일({ko[other]})", f"{months} 周{zh[other]}",
        ]  # fmt: skip
        rows = [f"{told},A-01,,1,{1100 + number}," for number, told in enumerate(written)]
        taken = sheet(at, tmp_path, *rows)
        book = queries.ledger(queries.one(at.showroom, user=user()), user=user())
        found = services.tried(taken, services.opened(taken, tmp_path).rows, book)
        assert [row.fault for row in found] == [""] * 4 + ["other_weekday"] * 4
        assert {row.told.day for row in found} == {day}, "the day is shown, and left to whoever knows"


def test_the_number_of_a_tag_in_another_currency_is_no_price(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop(currency="JPY")
        day = shop.day(20)
        found = faults(at, tmp_path, f"{day},A-01,,1,1130,", f"{day},A-01,,2,2260,", f"{day},A-01,,1,23000,")
        assert found == [("JPY", "tag_currency"), ("JPY", "tag_currency"), ("JPY", "")]


def test_a_row_without_a_day_is_in_the_currency_of_the_rows_beside_it(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop(ends_on=100)
        shop.contract(at.showroom, begins_on=shop.day(99), currency="JPY")
        found = faults(at, tmp_path, "someday,A-01,,1,1130,", f"{shop.day(150)},A-01,,1,1130,")
        assert found == [("CNY", "no_day"), ("CNY", "")]


def test_terms_and_tags_begin_in_the_currency_of_the_terms_before_or_of_the_country(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop(ends_on=date(2026, 1, 31), currency="USD")
        new = shop.showroom(at.operator, names={"ja": "新しい展示場"}).id
    sign_in(client)
    for room, currency in ((at.showroom, "USD"), (new, "CNY")):
        for path, field in (("terms/new", "settlement_day"), ("exhibits/new", "shown_from")):
            assert opened(client, f"/showrooms/{room}/{path}", field)["currency"] == currency
