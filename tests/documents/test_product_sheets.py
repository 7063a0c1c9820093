"""The sheet of one product for buyers: what it tells in each language, what it keeps, and what it lacks."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session, scoped_session

from crm.access import services as access
from crm.access.services import AccessInput
from crm.core import here
from crm.core.database import db, writing
from crm.core.days import plain_date
from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.documents import contents
from crm.products.models import Product
from crm.wordings import services as wordings
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.products import test_parts as parts
from tests.products import test_products as goods

pytestmark = pytest.mark.once

FULL: dict[str, Any] = {
    "materials": "カシミヤ30%、ウール70%", "sizes": "S・M・L", "care": "手洗いしてください。",
    "story": "見附の編み物です。",
    "moq": 60, "lead_time_days": 45, "price_tier": "premium", "hs_heading": "6110", "notes": "社内のみ",
}  # fmt: skip


@pytest.fixture
def sweater(session: scoped_session[Session]) -> Product:
    voyage.load_places()
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    return goods.made(maker, origin_place_id=book.place(voyage.MITSUKE).parent_id, **FULL)


def html(id: int, language: str) -> str:
    return contents.product_html(contents.product_sheet(id, language, user=cast.user()))


@pytest.mark.parametrize("language", list(LOCALES))
def test_a_sheet_tells_buyers_what_is_known_in_every_language(sweater: Product, language: str) -> None:
    today = here.today()
    parts.price(sweater.id, kind="wholesale", amount=Decimal(7_777), on_sheet=True, valid_to=today)
    parts.certificate(sweater.id, number="FC-7", expires_on=today)
    shown = html(sweater.id, language)
    for told in ("カシミヤ混セーター", "羊绒混纺毛衣", "丸直ニット株式会社", "6110", "7,777", "FC-7", "60", "45"):
        assert told in shown, told
    assert f'<html lang="{language}">' in shown
    assert shown.count(plain_date(language, today)) >= 2, "price and certificate say until when"


def test_a_buyer_is_told_no_price_that_is_not_ticked_over_or_our_own_reckoning(sweater: Product) -> None:
    today = here.today()
    parts.price(sweater.id, kind="ex_works", amount=Decimal(1_111))
    parts.price(sweater.id, kind="fob", amount=Decimal(2_222), on_sheet=True, valid_to=today - timedelta(1))
    parts.price(sweater.id, kind="cif", amount=Decimal(3_333), on_sheet=True, valid_from=today + timedelta(1))
    parts.price(sweater.id, kind="landed_cn", amount=Decimal(4_444), currency="CNY", on_sheet=True)
    parts.price(sweater.id, kind="retail_suggested", amount=Decimal(5_555), on_sheet=True)
    parts.price(sweater.id, kind="wholesale", amount=Decimal(3_333), on_sheet=True, quantity_from=100)
    parts.certificate(sweater.id, number="OLD-1", expires_on=today - timedelta(1))
    shown = html(sweater.id, "en")
    assert [kept for kept in ("1,111", "2,222", "4,444", "OLD-1", "社内のみ") if kept in shown] == []
    assert shown.count("3,333") == 1
    assert shown.index("3,333") < shown.index("5,555"), "in the order of the way of the goods"


def test_what_nobody_recorded_has_no_row_and_the_page_names_it(client: FlaskClient) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    with client.application.app_context():
        voyage.load_places()
        maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
        bare = goods.made(maker, names={"ja": "無地の帽子"}).id
        shown = html(bare, "en")
    assert [
        label for label in ("Materials", "Lead time", "Care", "Price tier", "Prices", "Samples") if label in shown
    ] == []
    assert "—" not in shown.split("<table")[1].split("</table>")[0]
    panel = client.get(f"/documents/panels/product/{bare}?lang=en").text
    for label in ("Photo", "Materials", "Lead time", "Care", "Story", "a price that is ticked"):
        assert label in panel, label
    assert panel.count("The name stands in another language.") == 3
    assert "in another language.</a>" not in panel, "it has no text yet"


def test_a_text_that_nobody_translated_stands_in_its_own_language_and_is_counted(sweater: Product) -> None:
    with writing():
        wordings.give(FULL["materials"], language="zh-Hans", text="羊绒30%、羊毛70%", by=cast.user())
        db.session.commit()
    shown = html(sweater.id, "zh-Hans")
    assert "羊绒30%、羊毛70%" in shown
    assert "カシミヤ30%" not in shown
    assert '<span lang="ja">手洗いしてください。</span>' in shown
    lacking = contents.product_lacking(sweater)
    assert lacking.untold == {"ja": 0, "zh-Hans": 2, "ko": 2, "en": 2}, "materials are told from the list of terms"
    assert lacking.unnamed == {"ja": False, "zh-Hans": False, "ko": True, "en": True}


def test_a_sheet_names_the_country_that_bars_the_product(sweater: Product) -> None:
    rule = AccessInput(
        country="CN", state="prohibited", category="knitwear", source_title="告示第9号", checked_on=date(2026, 10, 1),
        texts={"ja": "輸入できない。"},
    )  # fmt: skip
    assert "import barred" not in html(sweater.id, "en")
    with writing():
        access.make(rule, by=cast.user())
        db.session.commit()
    assert "Not for sale in this country, import barred: China" in html(sweater.id, "en")


@pytest.mark.printed
@pytest.mark.parametrize("language", list(LOCALES))
def test_the_sheet_is_one_page_of_pdf_from_the_menu_of_the_product(client: FlaskClient, language: str) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    with client.application.app_context():
        voyage.load_places()
        id = goods.made(book.organisation("丸直ニット株式会社", "ja", country="JP").id, **FULL).id
    assert f"/documents/panels/product/{id}" in client.get(f"/products/{id}").text
    answer = client.get(f"/documents/products/{id}/sheet.pdf?lang={language}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    read = PdfReader(io.BytesIO(answer.data))
    assert len(read.pages) == 1
    assert "6110" in read.pages[0].extract_text()


def test_a_sheet_of_no_language_or_of_the_archive_is_none(client: FlaskClient) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    with client.application.app_context():
        voyage.load_places()
        id = goods.made(book.organisation("丸直ニット株式会社", "ja", country="JP").id).id
    assert client.get(f"/documents/products/{id}/sheet.pdf?lang=fr").status_code == 404
    assert client.get(f"/documents/products/{id + 1}/sheet.pdf?lang=en").status_code == 404
