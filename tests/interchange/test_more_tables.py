"""Products, rules of market access, fair series and booths from a table."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from crm.access import queries as access
from crm.access.models import AccessRule
from crm.contacts.queries import named
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.core.folding import search_key
from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.fairs import queries as fairs
from crm.fairs.models import Booth, FairSeries
from crm.products import queries as products
from crm.products import services as product_services
from crm.products.models import Product
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.interchange.tabling import comes_in_once, refused_with
from tests.interchange.test_tables import TABLES, number, sent, written
from tests.missions import voyage
from tests.products.test_products import made

MAKER = "丸直ニット株式会社"
CELLS: Mapping[str, Mapping[str, str]] = {
    "products": {
        "name": "カシミヤ混セーター", "zh-Hans": "羊绒混纺毛衣", "maker_id": MAKER, "category": "knitwear",
        "status": "preparing", "price_tier": "premium", "hs_heading": "6110", "hs_code_jp": "611012000",
        "materials": "カシミヤ30%", "sizes": "S・M・L", "moq": "50", "moq_unit": "piece", "lead_time_days": "45",
        "storage": "dry", "sample_available": "yes", "care": "手洗い", "notes": "春まで",
    },
    "access": {
        "words": "新潟県産の清酒は輸入できない。", "en": "No sake of Niigata.", "country": "CN", "state": "prohibited",
        "hs_prefix": "2206", "category": "sake", "valid_from": "2018-11-29", "source_title": "告示第1号",
        "source_url": "https://example.cn/1", "checked_on": "2026-10-01", "check_due": "2027-10-01",
    },
    "series": {
        "name": "延吉国際商談会", "place_id": "延吉市", "venue": "延吉国際会議・芸術展覧センター", "organiser": "州",
        "cycle": "yearly", "website": "https://example.cn/fair", "unconfirmed": "yes", "source": "年鑑",
    },
    "booths": {
        "activity_id": "延吉の展示会", "hall": "B館", "number": "B2-117", "area": "9", "fee": "12,000",
        "currency": "CNY", "notes": "角",
    },
}  # fmt: skip
MODELS: Mapping[str, type[Any]] = {"products": Product, "access": AccessRule, "series": FairSeries, "booths": Booth}
LISTS = {"products": "/products/", "access": "/access/", "series": "/fairs/series/", "booths": "/missions/"}


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> Flask:
    """Places, a maker and a fair; a coordinator is signed in."""
    with app.app_context():
        voyage.load_places()
        book.organisation(MAKER, "ja", country="JP")
        voyage.mission(type="trade_fair", names={"ja": "延吉の展示会"})
        voyage.mission(names={"ja": "延吉への訪問"})
    sign_in(client)
    return app


def check(code: str) -> None:
    """What the row of `CELLS` says stands on record."""
    if code == "products":
        row = products.one(1, user=user())
        names = {name.language: name.text for name in row.names}
        assert names == {"ja": "カシミヤ混セーター", "zh-Hans": "羊绒混纺毛衣"}
        assert (row.maker.names[0].text, row.category, row.status) == (MAKER, "knitwear", "preparing")
        assert (row.hs_code_jp, row.moq, row.moq_unit, row.sample_available) == ("611012000", 50, "piece", True)
        assert (row.lead_time_days, row.storage, row.care, row.notes) == (45, "dry", "手洗い", "春まで")
    elif code == "access":
        rule = access.one(1, user=user())
        assert {text.language: text.text for text in rule.texts} == {
            "ja": "新潟県産の清酒は輸入できない。", "en": "No sake of Niigata."
        }  # fmt: skip
        assert (rule.country, rule.state, rule.hs_prefix, rule.category) == ("CN", "prohibited", "2206", "sake")
        assert (rule.valid_from, rule.checked_on) == (date(2018, 11, 29), date(2026, 10, 1))
    elif code == "series":
        series = fairs.series(1, user=user())
        assert [(name.language, name.text) for name in series.names] == [("ja", "延吉国際商談会")]
        assert (series.place_id, series.cycle, series.unconfirmed) == (book.place(voyage.YANJI).id, "yearly", True)
        assert series.website == "https://example.cn/fair"
    else:
        booth = fairs.booth(1, user=user())
        assert (booth.activity_id, booth.hall, booth.number, booth.notes) == (1, "B館", "B2-117", "角")
        assert (booth.area, booth.fee, booth.currency) == (Decimal(9), Decimal(12_000), "CNY")


@pytest.mark.parametrize("language", list(LOCALES))
@pytest.mark.parametrize("code", list(CELLS))
def test_a_row_is_tried_recorded_once_and_taken_back(
    world: Flask, client: FlaskClient, code: str, language: str
) -> None:
    comes_in_once(
        world, client, code, language, CELLS[code], model=MODELS[code], listed=LISTS[code], check=lambda: check(code)
    )


def test_what_somebody_changed_since_stays(world: Flask, client: FlaskClient) -> None:
    sent(client, "/interchange/tables/products", written(world, "products", "ja", **CELLS["products"]), "record")
    with world.app_context(), writing():
        row = products.one(1, user=user())
        content = product_services.ProductInput(names={"ja": "別の名"}, maker_id=row.maker_id, category="knitwear")
        product_services.change(row, content, by=user())
        db.session.commit()
    token = filled_form(client.get("/interchange/tables/products").text, "table")["csrf_token"]
    client.post("/interchange/tables/products/1-1/undo", data={"csrf_token": token})
    assert number(world, Product) == 1


@pytest.mark.parametrize(
    ("code", "wrong", "told"),
    [
        ("products", {"maker_id": "知らない会社"}, "No organisation of this name is on record."),
        ("products", {"category": "weapons"}, "Product category: Choose one from the list: Knitwear, Textiles, "),
        ("products", {"name": "", "zh-Hans": ""}, "Enter the name in at least one language."),
        ("products", {"hs_heading": "99"}, "Enter the four digits of the heading"),
        ("products", {"hs_code_jp": "611"}, "Enter the 9 digits of the code"),
        ("products", {"moq": "many"}, "Enter a whole number"),
        ("products", {"moq": "0"}, "Enter a whole number from 1 to "),
        ("products", {"origin_place_id": "延吉市"}, "Choose one from the list."),
        ("products", {"materials": "a" * 301}, "Use at most 300 characters"),
        ("access", {"checked_on": "2099-01-01"}, "must not be in the future"),
        ("access", {"hs_prefix": "abc"}, "HS codes"),
        ("access", {"hs_prefix": "302", "category": ""}, "HS codes: “302” is no HS code."),
        ("access", {"hs_prefix": "", "category": ""}, "Say which goods"),
        ("access", {"source_title": ""}, "Say which notice or page says so."),
        ("access", {"valid_to": "2017-01-01"}, "The last day must not be before the first."),
        ("access", {"region_id": "桃源郷"}, "No place is called 桃源郷."),
        ("access", {"source_url": "javascript:alert(1)"}, "Source (web address)"),
        ("series", {"place_id": ""}, "Place: Choose one from the list."),
        ("series", {"cycle": "now and then"}, "How often: Choose one from the list: "),
        ("series", {"name": ""}, "Enter the name in at least one language."),
        ("booths", {"activity_id": "延吉への訪問"}, "No fair of this name is on record."),
        ("booths", {"activity_id": ""}, "Fair: Fill in this field."),
        ("booths", {"hall": "", "number": ""}, "Enter the number of the booth, or its hall."),
        ("booths", {"area": "-3"}, "Area in square metres"),
        ("booths", {"fee": "1.2.3"}, "Booth fee"),
        ("booths", {"currency": ""}, "Currency: Say in which currency the amount is."),
        ("booths", {"currency": "XXX"}, "Currency: The currency XXX is not known here."),
        ("booths", {"currency": "元"}, "Currency: Enter the code of the currency, for example CNY: "),
        ("booths", {"currency": "人民币元"}, "Currency: Enter the code of the currency, for example CNY: "),
    ],
)
def test_a_fault_stands_beside_its_row_and_nothing_of_it_is_recorded(
    world: Flask, client: FlaskClient, code: str, wrong: dict[str, str], told: str
) -> None:
    assert told in refused_with(world, client, code, CELLS[code], wrong, MODELS[code])


def test_a_booth_without_a_fee_has_the_currency_of_its_fair(world: Flask, client: FlaskClient) -> None:
    """As the form of a booth begins: whoever enters the fee later reads it there."""
    rows = written(world, "booths", "en", **{**CELLS["booths"], "fee": "", "currency": ""})
    assert sent(client, "/interchange/tables/booths", rows, "record").status_code == 303
    with world.app_context():
        booth = fairs.booth(1, user=user())
        assert (booth.fee, booth.currency) == (None, "CNY")


def test_codes_of_products_are_read_as_notices_write_them(world: Flask, client: FlaskClient) -> None:
    told = {**CELLS["products"], "hs_heading": "61.10", "hs_code_jp": "6110.12.000", "hs_code_cn": "６１１０ 12 00 00"}
    rows = written(world, "products", "ja", **told)
    assert sent(client, "/interchange/tables/products", rows, "record").status_code == 303
    with world.app_context():
        row = products.one(1, user=user())
        assert (row.hs_heading, row.hs_code_jp, row.hs_code_cn) == ("6110", "611012000", "6110120000")


def test_a_cell_below_an_empty_heading_is_told_and_its_row_waits(world: Flask, client: FlaskClient) -> None:
    heads, row = written(world, "products", "en", **CELLS["products"])
    other = [*row]
    other[0], other[1] = "別のセーター", ""
    table = [[heads[0], "", *heads[1:]], [row[0], "大事な一言", *row[1:]], [other[0], "", *other[1:]]]
    tried = sent(client, "/interchange/tables/products", table, "try").text
    assert "1 row can be recorded" in tried
    assert "This row has something in a column without a heading." in tried
    assert "大事な一言" in filled_form(tried, "table")["table"], "nothing typed is lost"


def test_no_cell_of_a_file_is_cut_off(world: Flask, client: FlaskClient) -> None:
    heads, row = written(world, "products", "en", **CELLS["products"])
    lines = [heads, *([f"{row[0]}{place}", "", *row[2:]] for place in range(40)), [*row, "大事な一言"]]
    file = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    tried = sent(client, "/interchange/tables/products", [], "try", file=(BytesIO(file), "商品.csv")).text
    assert "40 rows can be recorded" in tried
    assert "This row has more cells than the table has headings." in tried
    assert "大事な一言" in filled_form(tried, "table")["table"]


@pytest.mark.parametrize("code", list(TABLES))
def test_the_template_has_every_heading_and_is_read_again(world: Flask, client: FlaskClient, code: str) -> None:
    page = client.get(f"/interchange/tables/{code}").text
    assert f"/interchange/tables/{code}/template" in page
    answer = client.get(f"/interchange/tables/{code}/template")
    [heads] = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert len(heads) == len(set(heads)) == len(TABLES[code].columns)
    tried = sent(client, f"/interchange/tables/{code}", [list(map(str, heads)), ["x"] * len(heads)], "try").text
    assert "Columns that are left out" not in tried


def test_the_same_name_at_another_maker_is_another_product(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        made(book.organisation("川崎繊維", "ja", country="JP").id, names={"ja": "カシミヤ混セーター"})
    rows = written(world, "products", "ja", **CELLS["products"])
    assert sent(client, "/interchange/tables/products", rows, "record").status_code == 303
    assert number(world, Product) == 2


def test_who_may_not_record_reaches_no_table(world: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    answers = {code: client.get(f"/interchange/tables/{code}").status_code for code in TABLES}
    assert set(answers.values()) == {403}
    with world.app_context():
        assert db.session.scalar(select(func.count(Product.id))) == 0


def test_a_leader_names_no_fair_of_others(world: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MISSION_LEADER)
    path = "/interchange/tables/booths"
    assert client.get(path).status_code == 200
    refused = sent(client, path, written(world, "booths", "en", **CELLS["booths"]), "record").text
    assert "No fair of this name is on record." in refused
    assert number(world, Booth) == 0


@pytest.mark.searched
def test_a_maker_is_found_by_the_name_that_readers_of_another_language_see(world: Flask, client: FlaskClient) -> None:
    """As the list of products exports it for them."""
    with world.app_context():
        names = [("丸直针织株式会社", "zh-Hans", "trade"), ("旧丸直", "ja", "former")]
        further = [OrganisationNameInput(text, language, kind=kind) for text, language, kind in names]
        id = book.organisation("丸直編物株式会社", "ja", country="JP", other_names=further).id
        assert named.organisations_called(["丸直针织株式会社", "旧丸直"], user=user()) == {
            search_key("丸直针织株式会社"): [id]
        }
    rows = written(world, "products", "zh-Hans", **{**CELLS["products"], "maker_id": "丸直针织株式会社"})
    assert "1 row can be recorded" in sent(client, "/interchange/tables/products", rows, "try").text
