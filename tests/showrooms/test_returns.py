"""Goods that came back once their sale was settled: what was remitted for them is a cost that their maker bears."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import writing
from crm.core.errors import Refused
from crm.showrooms import queries, services
from crm.showrooms.services import OutlayInput
from crm.showrooms.services.settlements import content_of
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.partner import Asked, answer, come_in
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn, fresh, rate


def test_goods_that_came_back_after_their_settlement_cost_their_maker_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop(withholding_rate=Decimal(6))
        rate("20", shop.day(300))
        other = book.organisation("三条金物株式会社", "ja", country="JP").id
        pan = shop.exhibit(at.showroom, product(other, names={"ja": "鍋"}).id, code="HS-180", price=Decimal(500)).id
        shop.moved(pan, "received", 5, before=100)
        back = sold(at, 1, "500", before=90, exhibit_id=pan).id
        drawn(at, 120, 80)
        sold(at, 1, "500", before=60, exhibit_id=pan)
        sold(at, 2, "2000", before=60)
    sign_in(client)
    page = text(client, f"/showrooms/sales/{back}")
    assert ("Left of it for its maker" in page, "321.93" in page) == (True, True), "500 − 57.52 − 100 − 20.55"
    there = f"/showrooms/{at.showroom}/settlements/new"
    form = opened(client, there, "ends_on") | {
        "begins_on": shop_day(app, 79), "ends_on": shop_day(app, 5),
        "costs-0-kind": "returned", "costs-0-amount": "321.93", "costs-0-note": "返品 HS-180", "costs-0-maker_id": "",
    }  # fmt: skip
    refused = client.post(there, data=form)
    assert (refused.status_code, "Choose the maker whose goods came back" in refused.text) == (422, True)
    saved = client.post(there, data=form | {"costs-0-maker_id": str(other)})
    assert saved.status_code == 303
    shown = text(client, saved.location)
    assert "borne by 三条金物株式会社 alone" in shown
    assert opened(client, f"{saved.location}/edit", "ends_on")["costs-0-maker_id"] == str(other)
    with app.app_context():
        found = fresh(int(saved.location.rsplit("/", 1)[1]))
        shares = {share.maker_id: share for share in found.shares}
        assert [shares[at.maker].costs, shares[other].costs, found.costs] == [0, Decimal("321.93"), Decimal("321.93")]
        for wrong, told in ((at.operator, "sold nothing here"), (other, "more than the makers earned")):
            row, room = fresh(found.id), queries.one(at.showroom, user=user())
            cost = OutlayInput("freight", Decimal(400), maker_id=wrong)
            content = replace(content_of(row), costs=[cost])
            with writing(), pytest.raises(Refused) as refusal:
                services.redraw(row, room, content, by=user())
            assert told in str(refusal.value.text)


def shop_day(app: Flask, before: int) -> str:
    with app.app_context():
        return shop.day(before).isoformat()


def test_a_sale_that_the_partner_disputes_is_taken_out_of_the_draft_and_what_they_said_stays(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    first, second = asked.sales
    assert answer(client, "disputed", **{f"line_{second}": "这笔已退货"}).status_code == 303
    sign_in(client)
    there = f"/showrooms/settlements/{asked.settlement}"
    page = text(client, there)
    assert ("这笔已退货" in page, page.count("Remove the whole sale, also from the draft")) == (True, 1)
    assert "Remove the whole sale, also from the draft" in text(client, f"/showrooms/sales/{second}")
    token = opened(client, there, "version")
    gone = client.post(f"/showrooms/sales/{second}/remove", data=token)
    assert (gone.status_code, gone.location) == (303, there)
    page = text(client, there)
    assert "Sales that came in: 0, sales that went: 1." in page, "drawing it up anew may move more than this sale"
    assert ("这笔已退货" in page, "Taken back" in page, "Of an earlier draft" in page) == (True, True, True)
    with app.app_context():
        row = fresh(asked.settlement)
        assert ([line.sale_id for line in row.lines], row.gross) == ([first], Decimal(1130))
        assert shop.held(asked.shop.exhibit) == 36
        assert queries.is_disputed(row.id), "the office still answers"
    assert client.post(f"/showrooms/sales/{first}/remove", data=token).status_code == 409, "nothing would be left"
    with app.app_context():
        assert [line.sale_id for line in fresh(asked.settlement).lines] == [first]
        assert shop.held(asked.shop.exhibit) == 36
