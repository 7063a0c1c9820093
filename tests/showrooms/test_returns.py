"""Goods that came back once their sale was settled: what was remitted for them is taken off the next settlement."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.products.models import ProductName
from crm.showrooms import queries, services
from crm.showrooms.models import Exhibit, Settlement
from crm.showrooms.rules import amounts, settling
from crm.showrooms.rules.amounts import rounded
from crm.showrooms.services import OutlayInput
from crm.showrooms.services.settlements import content_of
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.pdf.paper import text as text_of
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.partner import Asked, answer, come_in
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


def two_makers(shop_of: shop.Shop) -> tuple[int, int]:
    """(another maker, its exhibit) in a showroom."""
    other = book.organisation("三条金物株式会社", "ja", country="JP").id
    pan = shop.exhibit(shop_of.showroom, product(other, names={"ja": "鍋"}).id, code="HS-180", price=Decimal(500)).id
    shop.moved(pan, "received", 9, before=100)
    return other, pan


def settled_by(at: shop.Shop, first: int, last: int, **said: Any) -> Settlement:
    """A settlement that management approved."""
    return done(services.approve, drawn(at, first, last, **said).id)


def back(sale: int, pieces: int | None = None, note: str = "返品") -> OutlayInput:
    return OutlayInput("returned", None, note, None, sale, pieces)


@pytest.mark.printed
def test_goods_that_came_back_are_one_negative_line_of_the_next_settlement(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop(withholding_rate=Decimal(6))
        rate("20", shop.day(300))
        other, pan = two_makers(at)
        sale = sold(at, 1, "500", before=90, exhibit_id=pan).id
        first = drawn(at, 120, 80)
        first_id, number = first.id, first.number
        sold(at, 1, "500", before=60, exhibit_id=pan)
        sold(at, 2, "2000", before=60)
    sign_in(client)
    assert "The goods came back" not in text(client, f"/showrooms/sales/{sale}"), "out of a draft it is taken itself"
    with app.app_context():
        done(services.approve, first_id)
    page = text(client, f"/showrooms/sales/{sale}")
    assert ("Left of it for its maker" in page, "321.93" in page) == (True, True), "500 − 57.52 − 100 − 20.55"
    there = f"/showrooms/{at.showroom}/settlements/new?back={sale}"
    assert there.replace("&", "&amp;") in client.get(f"/showrooms/sales/{sale}").get_data(as_text=True)
    form = opened(client, there, "ends_on")
    assert form["returns-0-sale_id"] == str(sale)
    form |= {"begins_on": shop_day(app, 79), "ends_on": shop_day(app, 5)}
    for said, told in (
        ({}, "Enter why the goods came back"),
        ({"returns-0-note": "縫製の不良", "returns-0-pieces": "2"}, "1 pieces are left"),
        ({"returns-0-note": "縫製の不良", "returns-0-sale_id": ""}, "Choose the sale that came back"),
    ):
        refused = client.post(there, data=form | said)
        assert (refused.status_code, told in refused.text) == (422, True), said
    saved = client.post(there, data=form | {"returns-0-note": "縫製の不良"})
    assert saved.status_code == 303
    shown = text(client, saved.location)
    for told in ("321.93", "縫製の不良", "HS-180", f"in settlement {number}", "borne by 三条金物株式会社 alone"):
        assert told in shown, told
    printed = client.get(f"{saved.location}/statement.pdf")
    assert printed.status_code == 200, printed.text
    paper = text_of(printed.data)
    assert (paper.count("縫製の不良"), paper.count("−321.93"), paper.count(number)) == (2, 2, 2), paper
    form = opened(client, f"{saved.location}/edit", "ends_on")
    assert (form["returns-0-sale_id"], form["returns-0-pieces"]) == (str(sale), "1")
    assert "縫製の不良" in text(client, f"/showrooms/sales/{sale}"), "the sale leads to where it was taken off"
    with app.app_context():
        found = fresh(int(saved.location.rsplit("/", 1)[1]))
        shares = {share.maker_id: share for share in found.shares}
        assert [shares[at.maker].costs, shares[other].costs, found.costs] == [0, Decimal("321.93"), Decimal("321.93")]
        with writing(), pytest.raises(Refused) as refusal:
            services.reopen(fresh(first_id), by=user(Role.MANAGEMENT))
        assert fresh(int(saved.location.rsplit("/", 1)[1])).number in str(refusal.value.text), (
            "what was taken off stays what was settled"
        )


def test_what_cannot_come_back_is_refused_with_its_reason(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        _other, pan = two_makers(at)
        lone, waiting = sold(at, 2, "1000", before=90, exhibit_id=pan).id, sold(at, 1, "1130", before=50).id
        settled_by(at, 120, 80)
        draft = drawn(at, 79, 40).id
        empty = shop.showroom(at.operator, names={"ja": "新しい展示場"}).id
        for costs, told in (
            ([back(lone)], "sold nothing here"),
            ([back(waiting)], "Choose the sale that came back"),
            ([OutlayInput("returned", Decimal(5), "返品")], "Choose the sale that came back"),
            ([back(lone, 3)], "2 pieces are left"),
            ([back(lone, 1), back(lone, 1)], "stands here twice"),
            ([back(lone, 1, "")], "Enter why"),
        ):
            room, row = queries.one(at.showroom, user=user()), fresh(draft)
            content = replace(content_of(row), costs=costs)
            with writing(), pytest.raises(Refused) as refusal:
                services.redraw(row, room, content, by=user())
            assert told in str(refusal.value.text), told
            assert refusal.value.field == "returns"
        assert not queries.returnable(empty), "those of this showroom alone"


@given(
    pieces=st.integers(1, 5),
    gross=st.integers(200, 90_000).map(lambda cents: Decimal(cents) / 100),
    steps=st.lists(st.integers(1, 3), min_size=1, max_size=5),
    withheld=st.sampled_from([Decimal(0), Decimal(6), Decimal("6.7")]),
)
@pytest.mark.once
def test_all_pieces_take_off_to_the_cent_what_was_remitted(
    pieces: int, gross: Decimal, steps: list[int], withheld: Decimal
) -> None:
    """In whatever parts they come back; until then never more than was remitted, and never less than nothing."""
    commission = settling.commission_on(gross, Decimal(20), "CNY")
    part = settling.SoldPart(pieces, gross, amounts.tax_in(gross, Decimal(13), "CNY"), commission)
    remitted = settling.remitted_for(part, withheld, "CNY")
    gone, taken = 0, Decimal(0)
    for step in [*steps, pieces]:
        some = min(step, pieces - gone)
        if not some:
            break
        amount = settling.taken_off(remitted, pieces, taken, gone, some, "CNY")
        assert -Decimal("0.05") <= amount <= remitted + Decimal("0.05")
        gone, taken = gone + some, taken + amount
    assert (gone < pieces) or taken == remitted


def test_a_year_with_returns_balances_for_each_maker(app: Flask) -> None:
    """What all settlements remit for a maker is what was left of the sales that did not come back."""
    with app.app_context():
        at = shop.shop(withholding_rate=Decimal(6))
        rate("20", shop.day(300))
        other, pan = two_makers(at)
        kept = [sold(at, 1, "1130", before=90).id, sold(at, 1, "343.33", before=90, exhibit_id=pan).id]
        gone = sold(at, 3, "1000.01", before=85, exhibit_id=pan).id
        first = settled_by(at, 120, 80)
        kept += [sold(at, 3, "1500", before=60, exhibit_id=pan).id]
        second = settled_by(at, 79, 40, costs=[back(gone, 1)])
        kept += [sold(at, 2, "900", before=30, exhibit_id=pan).id]
        third = settled_by(at, 39, 5, costs=[back(gone)])
        got, taken = {at.maker: Decimal(0), other: Decimal(0)}, Decimal(0)
        row = third
        for id in [each.id for each in (first, second, third)]:
            row = fresh(id)
            assert row.net == row.gross - row.tax - row.commission - row.withheld - row.costs
            assert row.net == sum(share.net for share in row.shares)
            taken += sum(cost.amount for cost in row.expenses)
            for share in row.shares:
                got[share.maker_id] += share.net
        assert [cost.pieces for cost in row.expenses] == [2], "all that were left"
        left = {at.maker: Decimal(0), other: Decimal(0)}
        for id in kept:
            sale, settled = queries.sale(id, user=user()), queries.settlement_of(id)
            assert sale.movement is not None
            assert settled is not None
            left[sale.movement.owner_id] += queries.remitted_for(sale, settled)
        assert got[at.maker] == left[at.maker]
        # The tax withheld is rounded for each maker and settlement, not for each sale: a cent each at most.
        assert abs(got[other] - left[other]) <= Decimal("0.03")
        assert taken == queries.remitted_for(queries.sale(gone, user=user()), fresh(first.id)), "to the cent"
        assert not [each for each in queries.returnable(at.showroom) if each.sale.id == gone and each.left]


def test_a_draft_that_is_discarded_lets_the_goods_come_back_in_another(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sale = sold(at, 1, "1130", before=90).id
        first = settled_by(at, 120, 80)
        sold(at, 2, "2260", before=60)
        draft = drawn(at, 79, 5, costs=[back(sale)])
        taken = draft.costs
        assert queries.draft_of(at.showroom, "CNY") == draft.id
        with writing():
            services.discard(fresh(draft.id), by=user())
            db.session.commit()
        again = drawn(at, 79, 5, costs=[back(sale)])
        assert again.costs == taken == queries.remitted_for(queries.sale(sale, user=user()), fresh(first.id))
        assert [settlement.id for _cost, settlement in queries.taken_off(queries.sale(sale, user=user()))] == [again.id]


def test_goods_that_came_back_are_called_as_in_the_statement_that_sold_them(app: Flask) -> None:
    """A statement that is approved, or went to a maker, does not change with a product that is renamed later."""
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        _other, pan = two_makers(at)
        sale = sold(at, 1, "500", before=90, exhibit_id=pan).id
        settled_by(at, 120, 80)
        sold(at, 2, "1000", before=60, exhibit_id=pan)
        second = settled_by(at, 79, 5, costs=[back(sale)])
        exhibit = db.session.get_one(Exhibit, pan)
        product_id = exhibit.product_id
        with writing(), action(SET_UP, by=None):
            db.session.get_one(Exhibit, pan).code = "ZZ-9"
            for name in db.session.scalars(select(ProductName).where(ProductName.product_id == product_id)):
                name.text = "薬缶"
        db.session.commit()
        [line] = queries.returned_lines(fresh(second.id), "ja").values()
        assert (line.name.text, line.code) == ("鍋", "HS-180")


def test_what_came_back_before_a_sale_could_be_named_stands_as_it_was_entered(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sale = sold(at, 1, "1130", before=90).id
        settled_by(at, 120, 80)
        sold(at, 2, "2260", before=60)
        draft = drawn(at, 79, 5, costs=[OutlayInput("returned", Decimal(70), "返品", at.maker)])
        id, number = draft.id, draft.number
        with writing():
            room, row = queries.one(at.showroom, user=user()), fresh(id)
            services.redraw(row, room, content_of(row), by=user())
            db.session.commit()
    sign_in(client)
    there = f"/showrooms/settlements/{id}"
    form = opened(client, f"{there}/edit", "ends_on")
    assert (form["costs-0-kind"], form["costs-0-amount"]) == ("returned", "70")
    assert client.post(f"{there}/edit", data=form).status_code == 303
    with app.app_context():
        [cost] = fresh(id).expenses
        assert (cost.kind, cost.amount, cost.maker_id, cost.sale_id) == ("returned", Decimal(70), at.maker, None)
    page = text(client, f"/showrooms/sales/{sale}")
    told = page.split("which sale is not named:")[1][:300]
    assert ("70" in told, number in told, "返品" in told) == (True, True, True), told


def test_makers_get_their_yen_of_what_is_left_at_the_rates_of_their_own_sales(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = shop.shop(rate_day="sale")
        rate("20.80", shop.day(100))
        rate("21.20", shop.day(65))
        other, pan = two_makers(at)
        sale = sold(at, 1, "500", before=90, exhibit_id=pan).id
        settled_by(at, 120, 80)
        sold(at, 1, "1130", before=70)
        sold(at, 2, "1000", before=60, exhibit_id=pan)
        row = drawn(at, 79, 5, costs=[back(sale)])
        id, shares = row.id, {share.maker_id: share for share in row.shares}
        assert shares[at.maker].book_net == rounded(shares[at.maker].net * Decimal("20.80"), "JPY")
        refunded = shares[other]
        assert refunded.costs > 0
        sold_now = refunded.gross - refunded.tax - refunded.commission
        expected = sold_now * Decimal("21.20") - refunded.costs * Decimal("20.80")
        assert refunded.book_net == rounded(expected, "JPY"), "what came back by the rate of the sale that it was"
        assert row.book_net == sum(share.book_net or 0 for share in row.shares)
        [taken] = [used for used in row.rates_used if used.came_back]
        assert [taken.day, taken.rate, taken.earned] == [shop.day(100), Decimal("20.80"), -refunded.costs]
        with writing():
            with action(SET_UP, by=None):
                for cost in fresh(id).expenses:
                    cost.rate = cost.rate_on = None
            db.session.commit()
        assert done(services.approve, id).book_net == row.book_net, "a draft of before takes it once it is approved"
    sign_in(client)
    there = f"/showrooms/settlements/{id}"
    for told in (text(client, there), client.get(f"{there}/statement.pdf").text):
        assert [each for each in ("20.8", "−342.48") if each not in told] == []
        assert "Goods that came back" in told or "返品" in told
        assert [each for each in ("−0.00", "−CN¥0.00") if each in told] == [], "nothing withheld is no negative sum"


def test_taking_goods_off_counts_as_a_change_of_the_settlement_that_sold_them(app: Flask) -> None:
    """Of two who take them off, and make a draft of it again, at one time one is told."""
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sale = sold(at, 1, "1130", before=90).id
        first = settled_by(at, 120, 80).id
        version = fresh(first).version
        sold(at, 2, "2260", before=60)
        drawn(at, 79, 5, costs=[back(sale)])
        assert fresh(first).version > version


def test_a_sale_that_stands_in_the_draft_is_not_entered_again(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sale = sold(at, 2, "2260", before=90).id
        settled_by(at, 120, 80)
        sold(at, 2, "2260", before=60)
        id = drawn(at, 79, 5, costs=[back(sale, 1)]).id
        assert [each.sale.id for each in queries.returnable(at.showroom)] == [sale]
    sign_in(client)
    form = opened(client, f"/showrooms/settlements/{id}/edit?back={sale}", "ends_on")
    told = [value for name, value in form.items() if name.startswith("returns-") and name.endswith("sale_id")]
    assert told.count(str(sale)) == 1


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


def test_goods_that_came_back_in_a_period_without_a_sale_wait_for_the_next_one_and_it_says_so(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sale = sold(at, 1, "1130", before=90).id
        settled_by(at, 120, 80)
    sign_in(client)
    there = f"/showrooms/{at.showroom}/settlements/new?back={sale}"
    form = opened(client, there, "ends_on") | {"begins_on": shop_day(app, 79), "ends_on": shop_day(app, 40)}
    refused = client.post(there, data=form | {"returns-0-note": "縫製の不良"})
    assert refused.status_code == 422
    assert "taken off in the next settlement with sales of its maker" in refused.text
    assert "縫製の不良" in refused.text, "what was typed stays"
    with app.app_context():
        sold(at, 1, "1130", before=30)
        later = drawn(at, 39, 5, costs=[back(sale)])
        assert (later.net, later.costs) == (Decimal(0), later.gross - later.tax - later.commission - later.withheld)


def test_the_goods_of_a_maker_who_sells_nothing_any_more_do_not_wait_without_a_word(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        _other, pan = two_makers(at)
        lone = sold(at, 1, "500", before=90, exhibit_id=pan).id
        settled_by(at, 120, 80)
        sold(at, 1, "1130", before=50)
        with pytest.raises(Refused) as refusal:
            drawn(at, 79, 40, costs=[back(lone)])
        assert "paying it back outside of a settlement" in str(refusal.value.text)
        assert refusal.value.field == "returns"
