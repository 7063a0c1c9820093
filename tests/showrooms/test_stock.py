"""Stock: what moves, what is left, what is refused (INV-S1), and counting the shelf."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.showrooms import queries, services
from crm.showrooms.models import StockMovement
from crm.showrooms.queries import ExhibitFilter
from crm.showrooms.rules import stock
from crm.showrooms.services import Count
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.tags.test_tags import statements

pytestmark = pytest.mark.both


def test_what_is_on_the_shelf_is_the_sum_of_what_moved(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        shop.moved(at.exhibit, "sent", 30, before=320, papers="ata_carnet", document="JP-1")
        shop.moved(at.exhibit, "given", 2, before=100)
        shop.moved(at.exhibit, "returned", 3, before=90, papers="paid_import")
        shop.moved(at.exhibit, "lost", 1, before=80)
        shop.moved(at.exhibit, "expired", 1, before=70)
        shop.moved(at.exhibit, "adjusted", -1, before=60, cause="missing")
        found = queries.stocks_of([at.exhibit])[at.exhibit]
        assert (found.held, found.way) == (12, 10)
        assert {row.owner_id for row in queries.movements_of([at.exhibit])} == {at.maker}


@pytest.mark.parametrize(
    ("kind", "quantity", "said", "field"),
    [
        ("received", 0, {}, "quantity"),
        ("received", None, {}, "quantity"),
        ("received", -3, {}, "quantity"),
        ("received", 100_001, {}, "quantity"),
        ("given", 21, {}, "quantity"),
        ("given", 1, {"before": 301}, "quantity"),
        ("given", 1, {"before": -1}, "day"),
        ("given", 1, {"day": None}, "day"),
        ("sold", 1, {}, "kind"),
        ("stolen", 1, {}, "kind"),
        ("adjusted", -1, {}, "cause"),
        ("adjusted", -1, {"cause": "other"}, "reason"),
        ("adjusted", -21, {"cause": "missing"}, "quantity"),
        ("given", 1, {"papers": "ata_carnet"}, "papers"),
        ("received", 1, {"papers": "smuggled"}, "papers"),
        ("given", 1, {"expires_on": shop.date(2027, 1, 1)}, "expires_on"),
    ],
)
@pytest.mark.once
def test_what_cannot_have_moved_is_refused_beside_its_field(
    app: Flask, kind: str, quantity: int | None, said: dict[str, Any], field: str
) -> None:
    with app.app_context():
        at = shop.shop()
        with pytest.raises(Refused) as refusal:
            shop.moved(at.exhibit, kind, quantity, **said)
        assert refusal.value.field == field
        assert shop.held(at.exhibit) == 20


def test_a_movement_back_then_must_leave_enough_for_later_ones(app: Flask) -> None:
    """Of one day what comes in counts before what goes out: nobody writes down the hour."""
    with app.app_context():
        at = shop.shop()
        shop.moved(at.exhibit, "given", 20, before=10)
        with pytest.raises(Refused) as refusal:
            shop.moved(at.exhibit, "lost", 1, before=50)
        assert (refusal.value.field, refusal.value.text.params["day"]) == ("quantity", shop.day(10))
        shop.moved(at.exhibit, "received", 5, before=3)
        shop.moved(at.exhibit, "returned", 5, before=3)
        assert shop.held(at.exhibit) == 0


def test_a_movement_is_taken_out_and_put_back_unless_later_ones_need_it(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        late = shop.moved(at.exhibit, "given", 8, before=5)
        came = queries.movements_of([at.exhibit])[-1]
        with writing(), pytest.raises(Refused) as refusal:
            services.remove_movement(queries.movement(came.id, user=user()), by=user())
        assert refusal.value.text.params["number"] == 0
        with writing():
            services.remove_movement(queries.movement(late.id, user=user()), by=user())
            db.session.commit()
        assert shop.held(at.exhibit) == 20
        shop.moved(at.exhibit, "lost", 15, before=4)
        with writing(), pytest.raises(Refused):
            services.restore_movement(queries.movement(late.id, user=user(), archived=True), by=user())
        with pytest.raises(NotVisible):
            queries.movement(late.id, user=user())


def test_whoever_removes_goods_that_were_sold_reads_that_sales_depend_on_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        sold(at)
        came = queries.movements_of([at.exhibit])[-1].id
    sign_in(client)
    form = opened(client, f"/showrooms/exhibits/{at.exhibit}", "csrf_token")
    refused = client.post(f"/showrooms/movements/{came}/remove", data={"csrf_token": form["csrf_token"]})
    told = refused.get_data(as_text=True)
    assert (refused.status_code, "Sales depend on these goods" in told, "A-01" in told) == (409, True, True)


def test_what_goes_out_is_taken_from_what_expires_first(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        soon, later = shop.day() + timedelta(days=30), shop.day() + timedelta(days=300)
        shop.moved(at.exhibit, "received", 6, before=50, expires_on=later)
        shop.moved(at.exhibit, "received", 5, before=40, expires_on=soon)
        shop.moved(at.exhibit, "given", 3, before=2)
        found = queries.stocks_of([at.exhibit])[at.exhibit]
        assert [(lot.quantity, lot.expires_on) for lot in found.lots] == [(2, soon), (6, later), (20, None)]
        assert (found.expires_on, found.expiring(soon), found.age(shop.day())) == (soon, 2, 300)


def test_what_comes_out_of_turn_leaves_the_rest_on_the_way_as_it_was_sent() -> None:
    june, december = shop.date(2026, 6, 30), shop.date(2026, 12, 31)
    moves = [("sent", 10, june), ("sent", 10, december), ("received", 5, december), ("received", 10, None)]
    rows = [
        StockMovement(kind=kind, quantity=pieces, day=shop.date(2026, 1, number), expires_on=last)
        for number, (kind, pieces, last) in enumerate(moves, 1)
    ]
    assert [came for _, came in stock.arrived(rows)] == [[], [], [(december, 5)], [(june, 10)]]
    other = StockMovement(kind="received", quantity=12, day=shop.date(2026, 1, 3), expires_on=december)
    last = StockMovement(kind="received", quantity=9, day=shop.date(2026, 1, 4), expires_on=None)
    assert [came for _, came in stock.arrived([*rows[:2], other, last])][2:] == [
        [(december, 12)], [(june, 8), (None, 1)],
    ]  # fmt: skip


def test_a_count_becomes_adjustments_with_a_cause(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        other = shop.exhibit(at.showroom, product(at.maker, names={"ja": "ベスト"}).id, code="A-02").id
        shop.moved(other, "received", 4, before=9)

        def count(**counted: Count) -> int:
            with writing():
                rows = {shop.fresh(int(key[1:])): each for key, each in counted.items()}
                made = services.count(rows, shop.day(), by=user())
                db.session.commit()
            return made

        with pytest.raises(Refused) as refusal:
            count(**{f"e{at.exhibit}": Count(18)})
        assert refusal.value.field == f"cause_{at.exhibit}"
        assert count(**{f"e{at.exhibit}": Count(18, "missing"), f"e{other}": Count(4)}) == 1
        assert (shop.held(at.exhibit), shop.held(other)) == (18, 4)
        assert count(**{f"e{at.exhibit}": Count(19, "found")}) == 1
        assert shop.held(at.exhibit) == 19


def test_the_shelf_is_found_by_maker_stock_and_last_day(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        maker = book.organisation("越路莫大小株式会社", "ja", country="JP").id
        vest = shop.exhibit(at.showroom, product(maker, names={"ja": "ベスト"}).id, code="B-01").id
        shop.moved(vest, "received", 3, before=20, expires_on=shop.day() + timedelta(days=20))
        empty = shop.exhibit(at.showroom, product(maker, names={"ja": "手袋"}).id).id

        def found(**wanted: Any) -> set[int]:
            page = queries.exhibits(ExhibitFilter(**wanted), user=user(), language="ja")
            return {line.exhibit.id for line in page.rows}

        assert found() == {at.exhibit, vest, empty}
        assert found(shelf=True) == {at.exhibit, vest}
        assert found(shelf=False) == found(q="手袋") == {empty}
        assert found(maker=maker) == {vest, empty}
        assert found(expiring=True) == found(q="B-01") == {vest}
        assert [line.exhibit.id for line in queries.of_maker(at.maker, user=user(), language="ja")] == [at.exhibit]
        assert [line.exhibit.id for line in queries.of_product(at.product, user=user(), language="ja")] == [at.exhibit]


@pytest.mark.once
def test_ten_exhibits_cost_as_many_queries_as_two(app: Flask) -> None:
    with app.app_context():
        at, reader = shop.shop(), user()

        def read() -> int:
            db.session.expunge_all()
            return statements(lambda: queries.exhibits(ExhibitFilter(), user=reader, language="ja"))

        shop.exhibit(at.showroom, product(at.maker).id)
        few = read()
        for _ in range(8):
            shop.exhibit(at.showroom, product(at.maker).id, price=Decimal(5))
        assert read() == few


def test_what_was_sold_before_goods_came_was_not_taken_from_them(app: Flask) -> None:
    """Twenty without a last day, fifteen of them sold, then ten that expire before spring: all ten stand there."""
    with app.app_context():
        at = shop.shop()
        soon = shop.day() + timedelta(days=30)
        sold(at, 15, "16950", before=50)
        shop.moved(at.exhibit, "received", 10, before=2, expires_on=soon)
        found = queries.stocks_of([at.exhibit])[at.exhibit]
        assert [(lot.quantity, lot.expires_on) for lot in found.lots] == [(10, soon), (5, None)]
        assert (found.expires_on, found.expiring(soon), found.since) == (soon, 10, shop.day(300))
        before = ExhibitFilter(before=soon + timedelta(days=1))
        [line] = queries.exhibits(before, user=user(), language="ja").rows
        assert line.exhibit.id == at.exhibit


def test_goods_that_were_received_without_a_last_day_have_that_with_which_they_were_sent(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        sake = shop.exhibit(at.showroom, product(at.maker, names={"ja": "純米酒"}).id, code="C-01").id
        first, second = shop.day(10), shop.day() + timedelta(days=200)
        shop.moved(sake, "sent", 6, before=90, expires_on=first)
        shop.moved(sake, "sent", 6, before=80, expires_on=second)
        shop.moved(sake, "received", 8, before=60)
        found = queries.stocks_of([sake])[sake]
        assert [(lot.quantity, lot.expires_on) for lot in found.lots] == [(6, first), (2, second)]
        assert queries.exhibits(ExhibitFilter(before=shop.day()), user=user(), language="ja").rows[0].exhibit.id == sake
        shelf = queries.ledger(queries.one(at.showroom, user=user()), user=user())
        told = queries.ToldSale(shop.fresh(sake), shop.day(), 3, Decimal(3390))
        assert shelf.fault(told) == "past_date", "only two of them could still be sold"
        shop.moved(sake, "received", 4, before=50, expires_on=second)
        assert queries.stocks_of([sake])[sake].expiring(second) == 12
    sign_in(client)
    page = opened(client, f"/showrooms/exhibits/{sake}/move", "quantity")
    assert page["kind"] == "received"
    shown = client.get(f"/showrooms/exhibits/{sake}").get_data(as_text=True)
    assert (shown.count("Sell by, as sent"), "Past its last day" in shown) == (2, True)


def test_whoever_receives_goods_that_expired_on_the_way_is_asked(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        sake = shop.exhibit(at.showroom, product(at.maker, names={"ja": "純米酒"}).id, code="C-01").id
        shop.moved(sake, "sent", 6, before=90, expires_on=shop.day(10))
        late = services.MovementInput("received", 6, shop.day())
        assert services.doubts(shop.fresh(sake), late)["expires_on"].params["day"] == shop.day(10)
        assert services.doubts(shop.fresh(sake), services.MovementInput("received", 6, shop.day(10))) == {}


def test_a_dispatch_is_not_removed_before_the_receipt_that_depends_on_it(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        vest = shop.exhibit(at.showroom, product(at.maker, names={"ja": "ベスト"}).id, code="B-01").id
        wrong = shop.moved(vest, "sent", 100, before=90).id
        came = shop.moved(vest, "received", 98, before=80).id

        def removed(id: int) -> None:
            with writing():
                services.remove_movement(queries.movement(id, user=user()), by=user())
                db.session.commit()

        with pytest.raises(Refused) as refusal:
            removed(wrong)
        assert refusal.value.text.params["number"] == 98
        db.session.rollback()
        shop.moved(vest, "sent", 98, before=91)
        removed(wrong)
        assert queries.stocks_of([vest])[vest].way == 0
        removed(came)
        assert queries.stocks_of([vest])[vest].way == 98
