"""Sizes stand as a shop hangs them, on the public page and among the labels."""

import re
from decimal import Decimal

import pytest
from flask import Flask

from crm.showrooms import contents, queries
from crm.showrooms.rules import sizes
from tests.cast import user
from tests.products.test_products import made as product
from tests.showrooms import shop


@pytest.mark.parametrize(
    "told",
    [
        ["XXS", "XS", "S", "M", "L", "LL", "3L"],
        ["Ｓ", "M", "XL", "2XL"],
        ["", "S", "フリー"],
        ["45×180 cm", "60×200 cm"],
        ["90 ml", "250 ml", "1000 ml"],
    ],
)
def test_sizes_are_sorted_as_they_are_worn(told: list[str]) -> None:
    turned = list(reversed(told))
    assert sorted(turned, key=sizes.rank) == told


def test_public_page_and_labels_name_sizes_from_small_to_large(app: Flask) -> None:
    with app.app_context(), app.test_request_context():
        at = shop.shop()
        other = product(at.maker, names={"ja": "ベスト"}).id
        for size in ("LL", "L", "S", "M"):
            shop.exhibit(at.showroom, other, code=f"V-{size}", size=size, slot="棚", price=Decimal(555))
        [there] = queries.shown_at(other, "en")
        assert [list(price.sizes) for price in there.prices] == [["S", "M", "L", "LL"]]
        shelf = queries.shelf(at.showroom, user=user(), language="ja")
        footers = re.findall("<footer>(.*?)</footer>", contents.labels(shelf, lambda _each: ""), re.DOTALL)
        codes = [code for each in footers for code in re.findall("V-(S|M|LL|L)<", each)]
        assert codes == ["S", "M", "L", "LL"]
