"""The public page behind the code on a label: who reads it, what it tells, and that it is gone once it is withdrawn."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents.contents.goods import product_html, product_sheet
from crm.products import rules
from crm.products.models import Product, ProductPrice
from crm.products.services import PriceInput, write_price
from crm.showrooms import queries, services
from crm.showrooms.contents import labels
from crm.showrooms.models import Exhibit, Showroom
from crm.wordings import services as wordings
from tests.cards.pictures import photograph
from tests.cast import SET_UP, csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.products.test_parts import sent
from tests.products.test_products import made as product
from tests.showrooms import shop

#: With a word that is in no list of materials.
UNKNOWN = "カシミヤ混30% ウール70%"
SAID = {
    "materials": "カシミヤ30% ウール70%", "sizes": "S・M・L", "care": "30℃以下で手洗い", "story": "雪国の編み物です。",
    "notes": "仕入れ値は秘密", "moq": 77,
}  # fmt: skip


def changed(table: type[Any], **values: Any) -> None:
    """Write all rows of a table."""
    with writing():
        with action(SET_UP, by=None):
            for row in db.session.scalars(select(table)):
                for name, value in values.items():
                    setattr(row, name, value)
        db.session.commit()


@pytest.fixture
def at(app: Flask, client: FlaskClient) -> shop.Shop:
    """A showroom whose sweater tells care and story; a coordinator is signed in."""
    with app.app_context():
        found = shop.shop()
        changed(Product, **SAID)
    sign_in(client)
    return found


def done(client: FlaskClient, product_id: int, act: str) -> int:
    token = csrf_token(client, f"/products/{product_id}")
    return client.post(f"/showrooms/products/{product_id}/{act}", data={"csrf_token": token}).status_code


def address(app: Flask, product_id: int) -> str:
    with app.app_context():
        return f"/showrooms/goods/{db.session.get_one(Product, product_id).public_key}"


def published(app: Flask, client: FlaskClient, product_id: int) -> str:
    assert done(client, product_id, "publish") == 303
    return address(app, product_id)


def rows(app: Flask) -> dict[str, int]:
    """{table: how many rows} of all tables."""
    with app.app_context():
        tables = db.metadata.sorted_tables
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_anybody_reads_the_page_in_the_language_of_their_browser_and_no_row_is_written(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    path, door = published(app, client, at.product), app.test_client()
    before = rows(app)
    answer = door.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<html lang="zh-Hans"' in page
    assert all(
        told in page
        for told in ("羊绒混纺毛衣", "丸直ニット", "1,130", "30℃以下で手洗い", "雪国の編み物です。", "S、M、L")
    )
    assert "Set-Cookie" not in answer.headers
    assert rows(app) == before
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Accept-Language" in answer.headers.get("Vary", "")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'content="noindex"' in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in page
    assert "<form" not in page
    assert "csrf" not in page
    for code in ("ja", "ko", "en"):
        assert f'<html lang="{code}"' in door.get(f"{path}?lang={code}").get_data(as_text=True)


def test_the_page_is_the_same_for_whoever_is_signed_in(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    """A cache that keeps it for all keeps nothing of one reader."""
    path = published(app, client, at.product)
    theirs, ours = app.test_client().get(path), client.get(path)
    assert theirs.data == ours.data
    assert ours.headers["Cache-Control"] == "public, no-cache"


def test_a_page_that_is_withdrawn_is_gone_at_once_also_for_caches_and_comes_back_under_its_address(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    assert sent(client, f"/products/{at.product}/photo", "picture", (photograph(), "a.jpg")) == 303
    path, door = published(app, client, at.product), app.test_client()
    first = door.get(path)
    kept = {"If-None-Match": first.headers["ETag"]}
    photo = re.findall(r'src="([^"]+photo\.jpg[^"]*)"', first.get_data(as_text=True))[0]
    assert (door.get(path, headers=kept).status_code, door.get(photo).mimetype) == (304, "image/jpeg")
    assert done(client, at.product, "withdraw") == 303
    gone = door.get(path, headers=kept | {"Accept-Language": "ko"})
    assert gone.status_code == 410
    assert '<html lang="ko"' in gone.get_data(as_text=True)
    assert "羊绒" not in gone.get_data(as_text=True)
    assert "丸直" not in gone.get_data(as_text=True)
    assert door.get(photo).status_code == 410
    assert published(app, client, at.product) == path
    assert door.get(path).status_code == 200


def test_no_address_is_found_by_counting_and_what_is_not_published_has_none(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        other = product(at.maker, names={"ja": "未公開ベスト"}).id
    path, door = published(app, client, at.product), app.test_client()
    before = rows(app)
    for wrong in (at.product, other, "None", "-", path.rsplit("/", 1)[1][:-1], path.rsplit("/", 1)[1].swapcase()):
        assert door.get(f"/showrooms/goods/{wrong}").status_code == 404
        assert door.get(f"/showrooms/goods/{wrong}/photo.jpg").status_code == 404
    assert rows(app) == before
    assert len(path.rsplit("/", 1)[1]) * 6 >= 96 == rules.KEY_BYTES * 8
    assert "未公開ベスト" not in door.get(path).get_data(as_text=True)


def test_an_archived_product_has_no_public_page(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    path = published(app, client, at.product)
    token = {"csrf_token": csrf_token(client, f"/products/{at.product}")}
    assert client.post(f"/products/{at.product}/archive", data=token).status_code == 303
    assert app.test_client().get(path).status_code == 410
    assert client.get(f"/showrooms/products/{at.product}/preview").status_code == 404
    assert client.post(f"/products/{at.product}/restore", data=token).status_code == 303
    assert app.test_client().get(path).status_code == 410, "somebody publishes it anew, or nobody"
    assert "Public page of the product withdrawn" in text(client, f"/audit/products/{at.product}")


def test_the_page_names_no_person_no_partner_and_no_trade_price(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    with app.app_context():
        book.person("丸山直人", "ja", at=db.session.get_one(Organisation, at.maker), title="社長")
        with writing():
            content = PriceInput("wholesale", Decimal(654), "CNY", on_sheet=True)
            write_price(ProductPrice(product_id=at.product), content, by=user())
            db.session.commit()
    whole = app.test_client().get(published(app, client, at.product)).get_data(as_text=True)
    page = re.sub(r'/(?:static|showrooms/goods)/[^"]+', "", whole)  # digests and keys hold any digits
    for secret in ("丸山", "小林", "kobayashi", "example", "东升", "仕入れ値", "654", "77", "mailto", "tel:", "A-01"):
        assert secret not in page, secret


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Showroom, {"status": "preparing"}),
        (Showroom, {"status": "closed"}),
        (Exhibit, {"shown_to": 1}),
        (Exhibit, {"shown_from": -1}),
        (Exhibit, {"archived_at": 0}),
    ],
)
def test_the_price_is_that_of_a_tag_that_hangs_in_an_open_showroom_today(
    app: Flask, client: FlaskClient, at: shop.Shop, table: type[Any], changes: dict[str, Any]
) -> None:
    path, door = published(app, client, at.product), app.test_client()
    assert "1,130" in door.get(path).get_data(as_text=True)
    assert "延吉" in door.get(path).get_data(as_text=True)
    with app.app_context():
        days = {name: shop.day(value) for name, value in changes.items() if isinstance(value, int)}
        changed(table, **changes | days | ({"archived_at": clock.now()} if "archived_at" in changes else {}))
    page = door.get(path).get_data(as_text=True)
    assert "1,130" not in page
    assert "延吉" not in page


def test_sizes_of_one_price_stand_together_and_other_products_are_not_told(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        other = product(at.maker, names={"ja": "ベスト"}).id
        shop.exhibit(at.showroom, other, code="V", price=Decimal(555))
        for size, price in (("S", 1130), ("M", 1130), ("L", 1200)):
            shop.exhibit(at.showroom, at.product, code=f"K-{size}", size=size, price=Decimal(price))
        [there] = queries.shown_at(at.product, "en")
        assert [(price.amount, list(price.sizes)) for price in there.prices] == [
            (Decimal(1130), ["S", "M"]),
            (Decimal(1200), ["L"]),
        ]
    assert "555" not in app.test_client().get(published(app, client, at.product)).get_data(as_text=True)


def test_what_is_not_in_a_language_is_told_and_translated_for_page_and_labels_alike(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        changed(Product, materials=UNKNOWN)
    path = published(app, client, at.product)
    panel = text(client, f"/showrooms/panels/goods/{at.product}")
    assert f"/showrooms/products/{at.product}/words?language=ko" in panel
    assert "4 texts are not in Korean" in panel
    assert "3 texts are not in Chinese" in panel, "its name is"
    words = f"/showrooms/products/{at.product}/words?language=zh-Hans"
    form = opened(client, words, "form_id")
    name = next(each for each in form if each.startswith("text_"))
    assert client.post(words, data=form | {name: "羊绒30% 羊毛70%"}).status_code == 303
    assert "羊绒30% 羊毛70%" in app.test_client().get(f"{path}?lang=zh-Hans").get_data(as_text=True)
    assert "2 texts are not in Chinese" in text(client, f"/showrooms/panels/goods/{at.product}")


def test_a_wording_of_another_text_is_not_taken(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    with app.app_context(), writing():
        wordings.give("カシミヤ70% ウール30%", language="zh-Hans", text="羊绒70%", by=user())
        db.session.commit()
    with app.app_context():
        changed(Product, care=UNKNOWN)
    page = app.test_client().get(f"{published(app, client, at.product)}?lang=zh-Hans").get_data(as_text=True)
    assert "羊绒70%" not in page
    assert f'<bdi lang="ja">{UNKNOWN}</bdi>' in page
    assert "（日本語）" in page, "marked as another language"


def test_materials_are_told_from_the_list_of_terms_on_page_label_and_sheet_alike(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    path, panel = published(app, client, at.product), f"/showrooms/panels/goods/{at.product}"

    def told() -> tuple[str, str, str]:
        with app.test_request_context():
            drawn = labels(queries.shelf(at.showroom, user=user(), language="ja"), lambda _each: "")
            sheet = product_html(product_sheet(at.product, "zh-Hans", user=user()))
        return app.test_client().get(f"{path}?lang=zh-Hans").text, drawn, sheet

    assert all("羊绒30% 羊毛70%" in each for each in told())
    assert all("カシミヤ30%" not in each for each in (told()[0], told()[2]))
    assert "leave the materials out" not in text(client, panel)
    with app.app_context():
        changed(Product, materials=UNKNOWN)
    page, drawn, sheet = told()
    assert all("材质" not in each and UNKNOWN not in each for each in (page, sheet))
    assert drawn.count(UNKNOWN) == 1, "on the label in its own language alone"
    assert "leave the materials out in these languages" in text(client, panel)
    with app.app_context(), writing():
        wordings.give(UNKNOWN, language="zh-Hans", text="羊绒混纺30% 羊毛70%", by=user())
        db.session.commit()
    assert all("羊绒混纺30% 羊毛70%" in each for each in told())


def test_labels_carry_the_code_of_a_published_product_alone(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    with app.app_context():
        shop.exhibit(at.showroom, product(at.maker, names={"ja": "ベスト"}).id, code="V")

    def drawn() -> list[str]:
        with app.test_request_context():
            lines = queries.shelf(at.showroom, user=user(), language="ja")
            return re.findall("<title>(at [^<]*)</title>", labels(lines, lambda each: f"at {each.public_key}"))

    assert drawn() == []
    path = published(app, client, at.product)
    assert drawn() == [f"at {path.rsplit('/', 1)[1]}"]
    assert client.get(f"/showrooms/{at.showroom}/labels.pdf").mimetype == "application/pdf"
    assert done(client, at.product, "withdraw") == 303
    assert drawn() == []


def test_who_may_not_write_products_neither_publishes_nor_withdraws(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    path = published(app, client, at.product)
    manager = app.test_client()
    sign_in(manager, Role.MANAGEMENT)
    for act in ("publish", "withdraw"):
        token = csrf_token(manager, "/users/profile")
        assert manager.post(f"/showrooms/products/{at.product}/{act}", data={"csrf_token": token}).status_code == 403
    assert manager.get(path).status_code == 200
    panel = text(manager, f"/showrooms/panels/goods/{at.product}")
    assert "/withdraw" not in panel
    assert "/words" not in panel


def test_publishing_twice_is_refused_and_the_log_tells_who_did_it(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    published(app, client, at.product)
    assert [done(client, at.product, act) for act in ("publish", "withdraw", "withdraw")] == [409, 303, 409]
    history = text(client, f"/audit/products/{at.product}")
    assert "Public page of the product opened" in history
    assert "Public page of the product withdrawn" in history


def test_the_preview_shows_the_page_to_the_office_before_anybody_else_reads_it(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    there = f"/showrooms/products/{at.product}/preview?lang=zh-Hans"
    assert "羊绒混纺毛衣" in text(client, there)
    assert client.get(there).headers["Cache-Control"] == "no-store"
    assert app.test_client().get(there).status_code == 302


def test_goods_on_a_shelf_with_a_price_are_never_called_not_on_sale_yet(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    preview = f"/showrooms/products/{at.product}/preview"
    with app.app_context():
        changed(Product, status="preparing")
    assert "Not on sale yet" not in text(client, preview)
    assert "its status still says “In preparation”" in text(client, f"/showrooms/panels/goods/{at.product}")
    with app.app_context():
        room = db.session.get_one(Showroom, at.showroom)
        content = services.ExhibitInput(at.product, currency="CNY")
        doubts = services.exhibit_doubts(Exhibit(showroom_id=at.showroom), room, content)
        assert list(doubts) == ["product_id"]
        changed(Exhibit, price=None)
    assert "Not on sale yet" in text(client, preview)
    with app.app_context():
        changed(Product, status="offered")
    assert "its status still says" not in text(client, f"/showrooms/panels/goods/{at.product}")
