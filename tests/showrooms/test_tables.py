"""Showrooms and exhibits from a table."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.access import services as access
from crm.access.services import AccessInput
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, writing
from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.interchange import columns, forms
from crm.products.models import Product
from crm.showrooms import queries
from crm.showrooms.forms import EXHIBITS_LIST, SHOWROOMS_LIST
from crm.showrooms.models import Exhibit, Showroom
from crm.web.forms import translate
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.interchange.tabling import comes_in_once, refused_with
from tests.interchange.test_tables import TABLES, number, sent, written
from tests.missions import voyage
from tests.products.test_products import made as product
from tests.showrooms import shop

SHOWROOMS, EXHIBITS = "/interchange/tables/showrooms", "/interchange/tables/exhibits"
OPERATOR, MAKER = "延边东升商贸有限公司", "丸直ニット株式会社"
ROOM: Mapping[str, str] = {
    "name": "図們常設展示場", "zh-Hans": "图们常设展厅", "operator_id": OPERATOR, "venue_id": "延吉百货大楼",
    "place_id": "図們市", "address": "口岸大街1号", "hours": "9:00-18:00", "opened_on": "2026年4月1日",
    "status": "open", "activity_id": "延吉展示場の運営", "notes": "二階",
}  # fmt: skip
SHOWN: Mapping[str, str] = {
    "showroom_id": "延吉常设展厅", "product_id": "羊绒混纺毛衣", "maker_id": MAKER, "code": "B-02", "slot": "2",
    "size": "M", "price": "1,280", "currency": "CNY", "shown_from": "2026-05-01", "shown_to": "2026-12-31",
    "notes": "窓際",
}  # fmt: skip


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> Flask:
    """The showroom of `shop`, the house that another one is in, and a running; a coordinator is signed in."""
    with app.app_context():
        shop.shop()
        book.organisation("延吉百货大楼", "zh-Hans", country="CN")
        voyage.mission(type="showroom_operation", names={"ja": "延吉展示場の運営"})
    sign_in(client)
    return app


def _room() -> None:
    row = queries.one(2, user=user())
    assert {name.language: name.text for name in row.names} == {"ja": "図們常設展示場", "zh-Hans": "图们常设展厅"}
    assert (row.place_id, row.status, row.opened_on) == (book.place(voyage.TUMEN).id, "open", date(2026, 4, 1))
    assert (row.address, row.hours, row.notes) == ("口岸大街1号", "9:00-18:00", "二階")
    assert queries.called(row, "ja").text == "図們常設展示場"
    assert (row.operator_id, row.venue_id, row.activity_id) == (1, 3, 1)


def _shown() -> None:
    row = queries.exhibit(2, user=user())
    assert (row.showroom_id, row.product_id, row.code, row.slot, row.size) == (1, 1, "B-02", "2", "M")
    assert (row.price, row.currency, row.notes) == (Decimal(1280), "CNY", "窓際")
    assert (row.shown_from, row.shown_to) == (date(2026, 5, 1), date(2026, 12, 31))


@pytest.mark.parametrize("language", list(LOCALES))
def test_a_showroom_comes_in_once(world: Flask, client: FlaskClient, language: str) -> None:
    comes_in_once(world, client, "showrooms", language, ROOM, model=Showroom, listed="/showrooms/", check=_room)


@pytest.mark.parametrize("language", list(LOCALES))
def test_an_exhibit_comes_in_once(world: Flask, client: FlaskClient, language: str) -> None:
    comes_in_once(
        world, client, "exhibits", language, SHOWN, model=Exhibit, listed="/showrooms/exhibits/", check=_shown
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"operator_id": "知らない会社"}, "Run by: No organisation of this name is on record."),
        ({"operator_id": ""}, "Run by: Choose who runs it."),
        ({"place_id": ""}, "Place: Choose one from the list."),
        ({"name": "", "zh-Hans": ""}, "Enter the name in at least one language."),
        ({"status": "burnt"}, "Status: Choose one from the list: "),
        ({"activity_id": "知らない運営"}, "Its running: No running of a showroom of this name is on record."),
        ({"opened_on": "1.5.26"}, "Opened on: Enter the date with the year first"),
        ({"inquiries_owner_id": "誰か"}, "Nobody of the staff is called so."),
        ({"address": "x" * 301}, "Use at most 300 characters"),
    ],
)
def test_a_fault_of_a_showroom_stands_beside_its_row(
    world: Flask, client: FlaskClient, wrong: dict[str, str], told: str
) -> None:
    assert told in refused_with(world, client, "showrooms", ROOM, wrong, Showroom)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"showroom_id": "北京"}, "Permanent showroom: No permanent showroom of this name is on record."),
        ({"showroom_id": ""}, "Permanent showroom: Fill in this field."),
        ({"product_id": "羊绒围巾"}, "Product: No product of this name is on record."),
        ({"product_id": ""}, "Product: Fill in this field."),
        ({"maker_id": OPERATOR}, "Product: This maker has no product of this name."),
        (
            {"code": "a-01", "product_id": "別の品", "maker_id": "川崎繊維"},
            "Code: Another exhibit of this showroom has this code.",
        ),
        ({"code": "2026-03-02"}, "Code: This looks like a day"),
        ({"slot": "3月2日"}, "Shelf: This looks like a day"),
        ({"size": "3-May"}, "Size shown: This looks like a day"),
        ({"price": "高い"}, "Price on the tag: "),
        ({"price": "0"}, "Price on the tag: Enter the price on the tag."),
        ({"price": "1.234"}, "Price on the tag: "),
        ({"currency": ""}, "Currency: Say in which currency the amount is."),
        ({"currency": "THB"}, "Currency: The currency THB is not known here."),
        ({"currency": "元"}, "Currency: Enter the code of the currency"),
        ({"shown_to": "2026-01-01"}, "Shown until: The last day must not be before the first."),
    ],
)
def test_a_fault_of_an_exhibit_stands_beside_its_row(
    world: Flask, client: FlaskClient, wrong: dict[str, str], told: str
) -> None:
    with world.app_context():
        other = book.organisation("川崎繊維", "ja", country="JP").id
        product(other, names={"ja": "別の品"})
    assert told in refused_with(world, client, "exhibits", SHOWN, wrong, Exhibit)


def test_the_maker_tells_which_of_two_products_of_one_name_is_meant(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        twin = product(book.organisation("川崎繊維", "ja", country="JP").id).id
    told = refused_with(world, client, "exhibits", SHOWN, {"maker_id": ""}, Exhibit)
    assert "Product: Several products are called so: say whose it is." in told
    rows = written(world, "exhibits", "en", **{**SHOWN, "maker_id": "川崎繊維"})
    assert sent(client, EXHIBITS, rows, "record").status_code == 303
    with world.app_context():
        assert queries.exhibit(2, user=user()).product_id == twin


def test_two_rows_of_one_code_are_told_before_anything_is_recorded(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        product(2, names={"ja": "マフラー"})
    heads, row = written(world, "exhibits", "en", **SHOWN)
    other = [*row]
    other[1] = "マフラー"
    tried = sent(client, EXHIBITS, [heads, row, other], "try").text
    assert "1 row can be recorded" in tried
    assert "Another exhibit of this showroom has this code." in tried


@pytest.mark.parametrize("status", ["preparing", "discontinued"])
def test_a_product_that_is_not_for_sale_is_shown_by_a_table(world: Flask, client: FlaskClient, status: str) -> None:
    with world.app_context(), writing():
        with action(SET_UP, by=None):
            for row in db.session.scalars(select(Product)):
                row.status = status
        db.session.commit()
    assert sent(client, EXHIBITS, written(world, "exhibits", "en", **SHOWN), "record").status_code == 303
    assert number(world, Exhibit) == 2


def test_an_exhibit_without_a_code_is_known_by_its_shelf_and_size(world: Flask, client: FlaskClient) -> None:
    rows = written(world, "exhibits", "en", **{**SHOWN, "code": ""})
    assert sent(client, EXHIBITS, rows, "record").status_code == 303
    assert "This one is on record already." in sent(client, EXHIBITS, rows, "try").text
    rows[1][list(SHOWN).index("size")] = "L"
    assert sent(client, EXHIBITS, rows, "record").status_code == 303
    assert number(world, Exhibit) == 3


def test_an_exhibit_without_a_price_has_the_currency_of_the_terms(world: Flask, client: FlaskClient) -> None:
    rows = written(world, "exhibits", "en", **{**SHOWN, "price": "", "currency": "", "shown_from": ""})
    assert sent(client, EXHIBITS, rows, "record").status_code == 303
    with world.app_context():
        row = queries.exhibit(2, user=user())
        assert (row.price, row.currency, row.shown_from) == (None, "CNY", None)
        assert here.currency() != "CNY"


def test_a_barred_product_is_told_with_its_rule_and_waits_for_the_form(world: Flask, client: FlaskClient) -> None:
    with world.app_context(), writing():
        rule = AccessInput(
            country="CN", state="prohibited", category="knitwear", source_title="告示第9号",
            checked_on=date(2026, 10, 1), texts={"ja": "セーターは輸入できない。"},
        )  # fmt: skip
        access.make(rule, by=user())
        db.session.commit()
    told = refused_with(world, client, "exhibits", SHOWN, {}, Exhibit)
    assert "Product: " in told
    assert "セーターは輸入できない。" in told
    assert "Where it is shown all the same, add this row by its form." in told


def test_what_others_hang_on_stays_when_a_table_is_taken_back(world: Flask, client: FlaskClient) -> None:
    """Goods of an exhibit in the showroom: it cannot be put away, and what can be is."""
    heads, row = written(world, "showrooms", "en", **ROOM)
    other = [
        cell.replace("図們", "龍井").replace("图们", "龙井") if place < 2 else cell for place, cell in enumerate(row)
    ]
    assert sent(client, SHOWROOMS, [heads, row, other], "record").status_code == 303
    with world.app_context():
        shop.moved(shop.exhibit(2, 1, code="T-1").id, "received", 3, before=2)
    token = filled_form(client.get(SHOWROOMS).text, "table")["csrf_token"]
    assert client.post(f"{SHOWROOMS}/2-3/undo", data={"csrf_token": token}).status_code == 303
    assert "1 row archived. 1 row was changed since and stays." in client.get("/showrooms/").text
    with world.app_context():
        assert sorted(db.session.scalars(select(Showroom.id).where(Showroom.archived_at.is_(None)))) == [1, 2]


def test_nobody_names_a_running_that_they_do_not_see(world: Flask) -> None:
    find = TABLES["showrooms"].named["activity_id"].found
    with world.app_context():
        assert list(find([], user()).values()) == [[1]]
        assert find([], user(Role.MISSION_LEADER)) == {}


def test_who_may_not_record_finds_no_table(world: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    for path, listed in ((SHOWROOMS, "/showrooms/"), (EXHIBITS, "/showrooms/exhibits/")):
        assert client.get(path).status_code == 403
        assert path not in client.get(listed).text
        assert client.post(f"{path}/1-9/undo").status_code in (400, 403)
    assert (number(world, Showroom), number(world, Exhibit)) == (1, 1)
    sign_in(client, Role.COORDINATOR)
    assert EXHIBITS in client.get("/showrooms/exhibits/").text


@pytest.mark.once
def test_what_the_lists_export_is_known_but_for_what_they_work_out(app: Flask) -> None:
    worked_out = {"Market access", "On the shelf", "In transit", "Sold", "Days on the shelf", "Sell by"}
    with app.test_request_context():
        for code, listing, left in (("showrooms", SHOWROOMS_LIST, set()), ("exhibits", EXHIBITS_LIST, worked_out)):
            known = forms.meanings(TABLES[code])
            told = [one.label for column in listing.columns for one in (column, *column.also)]
            assert {label for label in told if columns.folded(translate(label)) not in known} == left
