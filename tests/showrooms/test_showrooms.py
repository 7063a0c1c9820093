"""Showrooms, their terms and their exhibits: what is refused, how they are found, and their pages."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.showrooms import queries, services
from crm.showrooms.queries import Filter
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.pdf.paper import text as text_of
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import sold


@pytest.mark.parametrize(
    ("write", "said", "field"),
    [
        (shop.contract, {"begins_on": None}, "begins_on"),
        (shop.contract, {"begins_on": 200}, "begins_on"),
        (shop.contract, {"begins_on": 500, "ends_on": 501}, "ends_on"),
        (shop.contract, {"begins_on": 600, "ends_on": 400}, "begins_on"),
        (shop.contract, {"begins_on": 600, "ends_on": 500, "currency": "XXX"}, "currency"),
        (shop.contract, {"begins_on": 600, "ends_on": 500, "rate_day": "never"}, "rate_day"),
        (shop.contract, {"begins_on": 600, "ends_on": 500, "settlement_day": 32}, "settlement_day"),
        (shop.contract, {"begins_on": 600, "ends_on": 500, "tax_rate": Decimal(101)}, "tax_rate"),
        (shop.contract, {"begins_on": 600, "ends_on": 500, "commission_rate": None}, "commission_rate"),
        (shop.contract, {"begins_on": 600, "ends_on": 500, "agreement_id": 99_999}, "agreement_id"),
        (shop.showroom, {"names": {"ja": ""}}, "name_ja"),
        (shop.showroom, {"operator_id": None}, "operator_id"),
        (shop.showroom, {"operator_id": 99_999}, "operator_id"),
        (shop.showroom, {"venue_id": 99_999}, "venue_id"),
        (shop.showroom, {"place_id": None}, "place_id"),
        (shop.showroom, {"status": "burnt"}, "state"),
        (shop.exhibit, {"product_id": None}, "product_id"),
        (shop.exhibit, {"product_id": 99_999}, "product_id"),
        (shop.exhibit, {"code": "A-01"}, "code"),
        (shop.exhibit, {"code": "ａ-０１"}, "code"),
        (shop.exhibit, {"price": Decimal(0)}, "price"),
        (shop.exhibit, {"currency": "XXX"}, "price"),
        (shop.exhibit, {"shown_from": 0, "shown_to": 1}, "shown_to"),
    ],
)  # fmt: skip
@pytest.mark.once
def test_what_cannot_be_is_refused_beside_its_field(
    app: Flask, write: Callable[..., Any], said: dict[str, Any], field: str
) -> None:
    with app.app_context():
        at = shop.shop()
        first: dict[Callable[..., Any], tuple[int, ...]] = {
            shop.contract: (at.showroom,),
            shop.showroom: () if "operator_id" in said else (at.operator,),
            shop.exhibit: (at.showroom,) if "product_id" in said else (at.showroom, at.product),
        }
        with pytest.raises(Refused) as refusal:
            write(*first[write], **said)
        assert refusal.value.field == field


@pytest.mark.both
def test_terms_follow_each_other_and_are_put_back_only_where_there_is_room(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        before = shop.contract(at.showroom, begins_on=shop.day(800), ends_on=shop.day(401), commission_rate=Decimal(5))
        room = queries.one(at.showroom, user=user())
        assert [terms.id for terms in room.contracts] == [before.id, at.contract]
        on = {number: queries.terms_on(room.contracts, shop.day(number)) for number in (900, 401, 400, 0)}
        assert [terms and terms.id for terms in on.values()] == [None, before.id, at.contract, at.contract]
        with writing():
            services.remove_contract(queries.contract(before.id, user=user()), by=user())
            db.session.commit()
        shop.contract(at.showroom, begins_on=shop.day(700), ends_on=shop.day(600))
        with writing(), pytest.raises(Refused):
            services.restore_contract(queries.contract(before.id, user=user(), archived=True), by=user())


def test_goods_that_moved_stay_of_their_product_and_keep_the_exhibit(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        other = product(at.maker, names={"ja": "ベスト"}).id
        content = services.ExhibitInput(other, "CNY")
        with writing(), pytest.raises(Refused) as refusal:
            services.write_exhibit(shop.fresh(at.exhibit), content, by=user())
        assert refusal.value.field == "product_id"
        with writing(), pytest.raises(Refused):
            services.put_away(shop.fresh(at.exhibit), by=user())
        shop.moved(at.exhibit, "returned", 20)
        with writing():
            services.put_away(shop.fresh(at.exhibit), by=user())
            db.session.commit()
        shop.exhibit(at.showroom, other, code="A-01")
        with writing(), pytest.raises(Refused) as refusal:
            services.bring_back(queries.exhibit(at.exhibit, user=user(), archived=True), by=user())
        assert refusal.value.field == "code"
        with pytest.raises(NotVisible):
            queries.exhibit(at.exhibit, user=user())


@pytest.mark.both
def test_a_page_of_a_showroom_tells_its_shelf_and_what_waits(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.moved(at.exhibit, "received", 3, before=20)
        shop.moved(at.exhibit, "given", 1, before=10)
        assert queries.waiting_at(at.showroom) == (0, 0, 0, 0, 0)
        [line] = queries.shelf(at.showroom, user=user(), language="ja")
        assert (line.stock.held, [lot.quantity for lot in line.stock.lots]) == (22, [19, 3]), "20 came with the shop"
    sign_in(client)
    assert 'data-label="On the shelf">22<' in client.get(f"/showrooms/{at.showroom}").get_data(as_text=True)


def test_the_timeline_of_a_showroom_comes_after_its_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
    sign_in(client)
    there, log = f"/threads/showrooms/{at.showroom}", f"/threads/showrooms/{at.showroom}/log?kind=call"
    plain = client.get(f"/showrooms/{at.showroom}").text
    assert (f'hx-get="{there}"' in plain, log in plain) == (True, False)
    for whole in (client.get(f"/showrooms/{at.showroom}?show=note"), client.get(there, headers={"HX-Request": "true"})):
        assert (f'hx-get="{there}"' in whole.text.partition("show-all")[0], log in whole.text) == (False, True)


def test_a_showroom_that_is_no_more_is_not_called_as_a_mission_that_was_wound_up(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        room = shop.showroom(shop.shop().operator, status="closed").id
    sign_in(client, language="zh-Hans")
    page = client.get(f"/showrooms/{room}").get_data(as_text=True)
    assert "已停业" in page
    assert "已结项" not in page


@pytest.mark.both
def test_showrooms_are_found_by_name_and_by_who_runs_them(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        other = shop.showroom(at.maker, names={"en": "Niigata corner"}, status="closed").id

        def found(**wanted: Any) -> list[int]:
            return [line.showroom.id for line in queries.showrooms(Filter(**wanted), user=user(), language="ja").rows]

        assert set(found()) == {at.showroom, other}
        assert found(q="延吉常设") == found(operator=at.operator) == found(status=["open"]) == [at.showroom]
        assert found(q="niigata") == [other]
        theirs = queries.of_organisation(at.maker, user=user(), language="ja")
        assert [line.showroom.id for line in theirs] == [other]


def test_the_office_records_a_showroom_and_moves_goods(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
    sign_in(client)
    page = f"/showrooms/exhibits/{at.exhibit}/move"
    form = opened(client, page, "quantity")
    refused = client.post(page, data=form | {"kind": "given", "quantity": "21"})
    assert (refused.status_code, "only 20 are on the shelf" in refused.get_data(as_text=True)) == (422, True)
    sent = form | {"kind": "adjusted", "quantity": "-2", "cause": "missing", "form_id": "second"}
    assert client.post(page, data=sent).status_code == 303
    record = text(client, f"/showrooms/{at.showroom}")
    assert all(shown in record for shown in ("A-01", "丸直ニット株式会社", "Commission 20%"))
    assert "Missing" in text(client, f"/showrooms/exhibits/{at.exhibit}")
    counting = f"/showrooms/{at.showroom}/count"
    form = opened(client, counting, f"quantity_{at.exhibit}")
    assert client.post(counting, data=form | {f"quantity_{at.exhibit}": "17"}).status_code == 422
    counted = form | {f"quantity_{at.exhibit}": "17", f"cause_{at.exhibit}": "damaged", "form_id": "third"}
    assert client.post(counting, data=counted).status_code == 303
    with app.app_context():
        assert shop.held(at.exhibit) == 17
    for path in (f"/showrooms/panels/products/{at.product}", f"/showrooms/panels/organisations/{at.maker}"):
        page = text(client, path)
        assert f"/showrooms/exhibits/{at.exhibit}" in page
        assert "A-01" in page, "of several sizes which it is"


def test_a_showroom_is_archived_only_once_it_is_empty_and_paid(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        sold(at, 1, "1130")
    sign_in(client)

    def archived() -> tuple[int, str]:
        form = {"csrf_token": opened(client, f"/showrooms/{at.showroom}/edit", "address")["csrf_token"]}
        answer = client.post(f"/showrooms/{at.showroom}/archive", data=form)
        return answer.status_code, answer.get_data(as_text=True)

    status, told = archived()
    assert (status, "still on the shelves" in told) == (409, True)
    with app.app_context():
        shop.moved(at.exhibit, "returned", 19)
    status, told = archived()
    assert (status, "Sales are not settled yet" in told, "A-01" in told) == (409, True, True)
    with app.app_context(), writing():
        services.take_back(queries.sales(queries.SaleFilter(), user=user(), language="ja").rows[0].sale, by=user())
        db.session.commit()
    with app.app_context():
        shop.moved(at.exhibit, "returned", 1)
    assert archived()[0] == 303


def test_a_count_is_of_its_day(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.moved(at.exhibit, "given", 5, before=10)
        then, before = shop.day(20), shop.day(301)
    sign_in(client)
    counting = f"/showrooms/{at.showroom}/count"
    assert "15 by the book" in text(client, counting)
    assert "20 by the book" in text(client, f"{counting}?day={then}")
    form = opened(client, f"{counting}?day={then}", f"quantity_{at.exhibit}")
    assert form["day"] == str(then)
    refused = client.post(counting, data=form | {f"quantity_{at.exhibit}": "19"})
    assert (refused.status_code, "20 by the book" in refused.get_data(as_text=True)) == (422, True)
    said = {f"quantity_{at.exhibit}": "4", f"cause_{at.exhibit}": "found", "day": str(before), "form_id": "second"}
    refused = client.post(counting, data=form | said)
    assert (refused.status_code, "None had come by this day" in refused.get_data(as_text=True)) == (422, True)
    with app.app_context():
        assert shop.held(at.exhibit) == 15


def test_leaders_and_management_read_and_do_not_write(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
    for role in (Role.MISSION_LEADER, Role.MANAGEMENT):
        sign_in(client, role)
        assert "Count the shelf" not in text(client, f"/showrooms/{at.showroom}")
        for path in (f"/showrooms/{at.showroom}/count", f"/showrooms/exhibits/{at.exhibit}/move", "/showrooms/new"):
            assert client.get(path).status_code == 403


@pytest.mark.printed
def test_a_label_tells_name_material_size_and_price_in_four_languages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        names = {"ja": "紳士ベスト", "zh-Hans": "男士背心", "ko": "남성 조끼", "en": "Vest"}
        vest = product(at.maker, names=names, materials="ウール100%", sizes="M・L").id
        shown = shop.exhibit(at.showroom, vest, code="A-02", size="L", price=Decimal(980), shown_from=shop.day()).id
    sign_in(client)
    paper = client.get(f"/showrooms/{at.showroom}/labels.pdf?exhibit={shown}")
    assert paper.mimetype == "application/pdf"
    printed = text_of(paper.data)
    assert all(
        told in printed for told in (*names.values(), "A-02", "980", "ウール100%", "（含税）", "（税込）", "세금 포함")
    )
    assert "A-01" not in printed
