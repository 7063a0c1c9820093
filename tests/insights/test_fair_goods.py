"""What came of a product fair tells what became of the goods of each maker; no other fair does."""

from decimal import Decimal
from re import findall, sub

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests.cast import sign_in
from tests.contacts import book
from tests.contacts.pages import text
from tests.fairs import stand
from tests.fairs.test_goods import listed
from tests.insights.test_fairs import FIRST
from tests.products.test_products import made as product


def rows(page: str) -> list[list[str]]:
    """The cells of the table of goods."""
    table = page.split("<h2>Goods by maker</h2>")[1].split("</table>")[0]
    lines = findall(r"<tr>(.*?)</tr>", table.replace("\n", " "))
    cells = [findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in lines]
    return [[" ".join(sub(r"<[^>]+>", " ", cell).split()) for cell in line] for line in cells]


def test_page_and_paper_of_a_product_fair_tell_the_goods_of_each_maker(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = stand.fair("product_fair", start_on=FIRST, end_on=FIRST)
        stall, second = stand.booth(at).id, stand.booth(at, number="B13").id
        makers = [book.organisation(name, "ja", country="JP").id for name in ("丸直ニット", "三条刃物")]
        goods = [product(maker, names={"ja": str(number)}).id for number, maker in enumerate((*makers, makers[0]))]
        listed(stall, goods[0], 20, sold=12, returned=5, given=1, amount=Decimal(3600))
        listed(second, goods[2], 10, sold=4, returned=0, given=0)
        listed(second, goods[1], 5, sold=5, returned=0, given=0, amount=Decimal(900))
        other = stand.fair(names={"ja": "別の展示会"}, start_on=FIRST, end_on=FIRST)
    sign_in(client, Role.COORDINATOR, language="en")
    for path in ("", "/paper?lang=en"):
        found = rows(client.get(f"/insights/fairs/{at}{path}").text)
        assert [line[:6] for line in found[1:]] == [
            ["丸直ニット", "30", "16", "5", "1", "8"], ["三条刃物", "5", "5", "0", "0", "0"],
            ["Total", "35", "21", "5", "1", "8"],
        ]  # fmt: skip
        assert ["3,600" in found[1][6], "4 pieces sold without an amount" in found[1][6]] == [True, True]
        assert "4,500" in found[3][6]
    assert "Goods by maker" not in text(client, f"/insights/fairs/{at}?day={FIRST}")
    assert "Goods by maker" not in text(client, f"/insights/fairs/{other}")
