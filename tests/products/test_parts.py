"""The parts of a product's sheet: its photo, its prices, its certificates."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from PIL import Image

from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.missions import queries as missions
from crm.products import queries, rules, services
from crm.products.models import Certificate, Product, ProductPrice
from crm.products.services import CertificateInput, PriceInput
from crm.web.forms import translate
from tests.cards.pictures import photograph, picture
from tests.cast import csrf_token, hidden, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.missions import voyage
from tests.products.test_products import SWEATER, made


@pytest.fixture
def sweater(app: Flask) -> int:
    with app.app_context():
        voyage.load_places()
        return made(book.organisation("丸直ニット株式会社", "ja", country="JP").id).id


def sent(client: FlaskClient, path: str, field: str, file: tuple[bytes, str] | None, **given: str) -> int:
    """Send a form with a file as a browser does; the status of the answer."""
    page = client.get(path).get_data(as_text=True)
    data: dict[str, Any] = {name: hidden(page, name) for name in ("csrf_token", "form_id")} | given
    if file is not None:
        data[field] = (BytesIO(file[0]), file[1])
    return client.post(path, data=data, content_type="multipart/form-data").status_code


def price(product_id: int, **content: Any) -> ProductPrice:
    given: dict[str, Any] = {"kind": "fob", "amount": Decimal(7800), "currency": "JPY"} | content
    with writing():
        row = services.write_price(ProductPrice(product_id=product_id), PriceInput(**given), by=user())
        db.session.commit()
    return row


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("other", "fits"),
    [
        ({}, False),
        ({"amount": Decimal(9000), "quantity_from": 1}, False),
        ({"valid_from": date(2027, 1, 1)}, False),
        ({"valid_from": date(2026, 7, 1), "valid_to": date(2026, 12, 31)}, True),
        ({"kind": "cif"}, True),
        ({"currency": "USD"}, True),
        ({"quantity_from": 100}, True),
        ({"incoterm": "FOB", "term_place": "Niigata"}, True),
    ],
)
def test_for_one_thing_there_is_one_price_a_day(sweater: int, other: dict[str, Any], fits: bool) -> None:
    first = price(sweater, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)) if fits else price(sweater)
    price(made(db.session.get_one(Product, sweater).maker_id).id)  # of other goods
    if not fits:
        with pytest.raises(Refused, match="End or change that one first") as refused:
            price(sweater, **other)
        assert refused.value.field == "amount"
        return
    price(sweater, **other)
    with writing():
        services.write_price(first, PriceInput("fob", Decimal(1), "JPY", valid_to=date(2026, 6, 30)), by=user())


@pytest.mark.usefixtures("session")
def test_a_price_that_was_taken_out_comes_back_beside_none(sweater: int) -> None:
    first = price(sweater)
    with writing():
        services.remove_part(first, by=user())
        db.session.commit()
    price(sweater, amount=Decimal(8000))
    with writing(), pytest.raises(Refused, match="End or change that one first"):
        services.restore_part(first, by=user())


def test_a_wholesale_price_above_the_retail_price_of_its_days_is_noticed(
    app: Flask, client: FlaskClient, sweater: int
) -> None:
    with app.app_context():
        price(sweater, kind="wholesale", amount=Decimal(20000), valid_to=date(2026, 6, 30))
        price(sweater, kind="retail_cn", amount=Decimal(1980), currency="CNY")
        price(sweater, kind="retail_suggested", amount=Decimal(19800), valid_from=date(2026, 7, 1))
    sign_in(client)
    assert "Above the retail price" not in text(client, f"/products/{sweater}")
    with app.app_context():
        price(sweater, kind="wholesale", amount=Decimal(19801), valid_from=date(2026, 8, 1))
    assert text(client, f"/products/{sweater}").count("Above the retail price") == 1


def test_a_price_of_nothing_is_told_as_that(client: FlaskClient, sweater: int) -> None:
    sign_in(client)
    path = f"/products/{sweater}/prices/new"
    form = opened(client, path, "term_place") | {"amount": "0"}
    assert "The amount must be greater than 0." in client.post(path, data=form).text


def certificate(product_id: int, **content: Any) -> Certificate:
    given: dict[str, Any] = {"scheme": "gb4806"} | content
    with writing():
        row = services.write_certificate(Certificate(product_id=product_id), CertificateInput(**given), by=user())
        db.session.commit()
    return row


def test_a_photo_is_kept_bare_replaced_taken_out_and_put_back(client: FlaskClient, sweater: int) -> None:
    sign_in(client)
    page, form = f"/products/{sweater}", f"/products/{sweater}/photo"
    assert sent(client, form, "picture", (b"%PDF-1.7", "a.jpg")) == 422
    assert sent(client, form, "picture", None) == 422
    assert sent(client, form, "picture", (photograph(), "a.jpg")) == 303
    kept = client.get("/products/photos/1")
    assert kept.mimetype == "image/jpeg"
    with Image.open(BytesIO(kept.data)) as image:
        assert not image.getexif()
    assert len(client.get("/products/photos/1?small").data) < len(kept.data)
    assert sent(client, form, "picture", (picture(), "b.png")) == 303
    assert client.get("/products/photos/1").status_code == 404
    assert "/products/photos/2?small=1" in text(client, page)
    token = {"csrf_token": csrf_token(client, page)}
    assert client.post("/products/photos/2/remove", data=token).status_code == 303
    assert "?small=1" not in text(client, page)
    assert client.post("/products/photos/1/restore", data=token).status_code == 303
    assert "/products/photos/1?small=1" in text(client, page)


def test_a_new_photo_takes_the_place_of_that_of_its_own_product_alone(client: FlaskClient, sweater: int) -> None:
    with client.application.app_context():
        scarf = made(book.organisation("栃尾織物株式会社", "ja", country="JP").id, names={"ja": "ストール"}).id
    sign_in(client)
    for product in (scarf, sweater, sweater):
        assert sent(client, f"/products/{product}/photo", "picture", (photograph(), "a.jpg")) == 303
    shown = [client.get(f"/products/photos/{number}").status_code for number in (1, 2, 3)]
    assert shown == [200, 404, 200], "the scarf keeps its own"
    assert "/products/photos/1?small=1" in text(client, f"/products/{scarf}")


def test_prices_and_certificates_are_written_and_shown(client: FlaskClient, sweater: int) -> None:
    sign_in(client)
    page = f"/products/{sweater}"
    form = opened(client, f"{page}/prices/new", "term_place") | {
        "kind": "fob",
        "amount": "7,800",
        "quantity_from": "60",
    }
    assert client.post(f"{page}/prices/new", data=form | {"incoterm": "FOB"}).status_code == 422
    sold = form | {"incoterm": "FOB", "term_place": "新潟港", "on_sheet": "y"}
    assert client.post(f"{page}/prices/new", data=sold).status_code == 303
    pdf = (b"%PDF-1.7 written", "gb4806.pdf")
    given = {"scheme": "gb4806", "number": "FC-7", "expires_on": "2020-01-31"}
    assert sent(client, f"{page}/certificates/new", "copy", (b"MZ", "gb.exe"), **given) == 422
    assert sent(client, f"{page}/certificates/new", "copy", pdf, **given) == 303
    shown = text(client, page)
    assert all(word in shown for word in ("7,800", "新潟港", "from 60 pieces", "On the sheet", "FC-7", "Expired"))
    assert "gb4806.pdf" in shown
    form = opened(client, "/products/prices/1/edit", "term_place")
    assert client.post("/products/prices/1/edit", data=form | {"amount": "8000"}).status_code == 303
    stale = client.post("/products/prices/1/edit", data=form | {"amount": "9000", "form_id": "second"})
    assert stale.status_code == 409
    token = {"csrf_token": csrf_token(client, page)}
    assert client.post("/products/certificates/1/remove", data=token).status_code == 303
    assert "FC-7" not in text(client, page)
    assert client.get("/products/certificates/1/edit").status_code == 404
    sign_in(client, Role.MANAGEMENT)
    assert "8,000" in text(client, page)
    for path in ("/products/prices/1/edit", f"{page}/photo", f"{page}/certificates/new"):
        assert client.get(path).status_code == 403


@pytest.mark.once
@pytest.mark.parametrize(
    ("write", "content", "field"),
    [
        (price, {"kind": "gift"}, "kind"),
        (price, {"amount": Decimal(0)}, "amount"),
        (price, {"currency": "XXX"}, "amount"),
        (price, {"incoterm": "ABC"}, "incoterm"),
        (price, {"incoterm": "CIF"}, "term_place"),
        (price, {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "valid_to"),
        (certificate, {"scheme": "none"}, "scheme"),
        (certificate, {"scheme": "other"}, "name"),
        (certificate, {"issued_on": date(2026, 2, 1), "expires_on": date(2026, 1, 1)}, "expires_on"),
    ],
)
def test_what_cannot_be_is_refused(app: Flask, sweater: int, write: Any, content: dict[str, Any], field: str) -> None:
    with app.app_context():
        with pytest.raises(Refused) as refused:
            write(sweater, **content)
        assert refused.value.field == field


@pytest.mark.once
def test_parts_belong_to_a_product_that_is_there(app: Flask, sweater: int) -> None:
    with app.app_context():
        kept = price(sweater).id
        assert queries.one(sweater, user=user()).prices[0].id == kept
        with writing():
            audit.archive(queries.one(sweater, user=user()), rules.ARCHIVED, by=user())
            db.session.commit()
        with pytest.raises(NotVisible):
            queries.part(ProductPrice, kept, user=user())


@pytest.mark.once
def test_national_codes_begin_with_the_heading(app: Flask, sweater: int) -> None:
    with app.app_context():
        assert rules.is_code("611012000", "6110", 9)
        assert not any(rules.is_code(code, "6110", 9) for code in ("61101200", "611112000", "６１１０12000"))
        with pytest.raises(Refused) as refused:
            made(db.session.get_one(Product, sweater).maker_id, hs_heading="6110", hs_code_cn="6111120000")
        assert refused.value.field == "hs_code_cn"


@pytest.mark.once
def test_a_certificate_is_marked_before_it_ends() -> None:
    day = date(2026, 11, 24)
    ends = (None, day + timedelta(91), day + timedelta(90), day, day - timedelta(1))
    assert [rules.expiry(end, day) for end in ends] == ["", "", "soon", "soon", "over"]
    assert rules.holds(None, day, day)
    assert not rules.holds(day + timedelta(1), None, day)


def test_certificates_that_do_not_last_are_told_before_the_mission(app: Flask, sweater: int) -> None:
    with app.app_context():
        mission = voyage.mission()
        with writing():
            services.carry(voyage.fresh_in(mission.id), sweater, by=user())
            db.session.commit()
        today = voyage.FIRST - timedelta(days=200)
        short = certificate(sweater, expires_on=voyage.LAST - timedelta(days=1))
        certificate(sweater, scheme="jis", expires_on=voyage.LAST)
        certificate(sweater, scheme="rcep", expires_on=today - timedelta(days=3))
        certificate(sweater, scheme="rcep", expires_on=voyage.LAST + timedelta(days=900))
        near = certificate(sweater, scheme="gacc", expires_on=today + timedelta(days=90))
        found = queries.running_out(user=user(), today=today, language="ja")
        told = [(each.certificate.id, each.mission_ends_on) for each in found]
        assert told == [(near.id, voyage.LAST), (short.id, voyage.LAST)]
        gaps = [gap for gap in missions.facts(mission.id, user=user()).gaps if gap.kind == "certificate"]
        assert [gap.product_id for gap in gaps] == [sweater, sweater]
        assert f"only until {short.expires_on}" in str(gaps[1].text)
        with app.test_request_context():
            assert SWEATER["ja"] in said(gaps[1].text, "ja")
            assert SWEATER["zh-Hans"] in said(gaps[1].text, "zh_Hans_CN")


def said(gap: Text, locale: str) -> str:
    """A gap as readers of a language see it."""
    with force_locale(locale):
        return translate(gap)
