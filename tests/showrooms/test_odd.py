"""What looks odd is told before it is saved, and what is left out is said: movements, terms, sheets, settlements."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.showrooms import queries, services
from crm.showrooms.services import MovementInput
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.pdf.paper import text as text_of
from tests.showrooms import shop
from tests.showrooms.test_currencies import terms
from tests.showrooms.test_sales import recorded, sheet, sold
from tests.showrooms.test_settlements import drawn, rate


@pytest.mark.both
@pytest.mark.parametrize(
    ("kind", "quantity", "before", "expires", "fields"),
    [
        ("received", 5, 10, None, ["quantity"]),
        ("received", 4, 10, -100, []),
        ("received", 4, 10, 20, ["expires_on"]),
        ("given", 1, 401, None, ["day"]),
        ("given", 1, 400, None, []),
    ],
)
def test_what_is_odd_about_a_movement_is_told(
    app: Flask, kind: str, quantity: int, before: int, expires: int | None, fields: list[str]
) -> None:
    """Four pieces are on the way: twenty-four were sent, twenty came."""
    with app.app_context():
        at = shop.shop()
        exhibit = shop.fresh(at.exhibit)
        unsent = MovementInput("received", 50, shop.day(10))
        assert services.doubts(exhibit, unsent) == {}
        shop.moved(at.exhibit, "sent", 24, before=310)
        last = shop.day(expires) if expires is not None else None
        content = MovementInput(kind, quantity, shop.day(before), expires_on=last)
        assert list(services.doubts(shop.fresh(at.exhibit), content)) == fields


def test_an_odd_movement_is_saved_once_somebody_says_that_it_is_right(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.moved(at.exhibit, "sent", 24, before=310)
    sign_in(client)
    page = f"/showrooms/exhibits/{at.exhibit}/move"
    form = opened(client, page, "quantity") | {"quantity": "50"}
    answer = client.post(page, data=form)
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, "only 4 are still on the way" in shown, "odd_seen" in shown) == (422, True, True)
    assert client.post(page, data=form | {"odd_seen": "y"}).status_code == 303
    with app.app_context():
        assert shop.held(at.exhibit) == 70


def test_a_term_that_would_leave_sales_out_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        sold(at, before=60)
        last = shop.day(61).isoformat()
    sign_in(client)
    page = f"/showrooms/terms/{at.contract}/edit"
    form = opened(client, page, "begins_on") | {"ends_on": last}
    answer = client.post(page, data=form)
    assert (answer.status_code, "would leave out: 1" in answer.get_data(as_text=True)) == (422, True)
    assert client.post(page, data=form | {"odd_seen": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"begins_on": date(1, 1, 1)}, "begins_on"),
        ({"ends_on": date(9999, 1, 1)}, "ends_on"),
        ({"currency": "JPY", "rent": Decimal("100.50")}, "rent"),
    ],
)
def test_terms_keep_to_days_and_amounts_that_there_are(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context():
        at = shop.shop()
        with pytest.raises(Refused) as refusal:
            terms(at.contract, **said)
        assert refusal.value.field == field


def test_prices_and_sales_have_no_fractions_that_the_currency_has_not(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        with pytest.raises(Refused) as refusal:
            shop.exhibit(at.showroom, at.product, currency="KRW", price=Decimal("980.50"))
        assert refusal.value.field == "price"
        terms(at.contract, currency="KRW")
        with pytest.raises(Refused) as refusal:
            sold(at, 1, "280000.5")
        assert refusal.value.field == "amount"


def test_a_row_that_waits_already_is_not_kept_twice(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        hat, scarf = f"{shop.day(30)},,帽子,1,80,", f"{shop.day(30)},,围巾,1,60,"
        recorded(at, sheet(at, tmp_path, hat), tmp_path)
        again = sheet(at, tmp_path, hat, hat, scarf, f"{shop.day(30)},A-01,,1,1130,")
        assert [row.fault for row in recorded(at, again, tmp_path)] == ["unknown_product", "unknown_product", ""]
        assert queries.unreconciled(at.showroom) == 3
        with pytest.raises(Refused):
            recorded(at, sheet(at, tmp_path, scarf), tmp_path)


def test_the_total_line_of_a_sheet_is_compared(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        rows = (f"{shop.day(30)},A-01,,2,2260,", f"{shop.day(29)},,帽子,1,80,")
        told = []
        for total in (",,小计,3,2340,", ",,合计,3,88888,", ""):
            taken = sheet(at, tmp_path, *rows, *filter(None, [total]))
            told.append(services.summed(taken, services.opened(taken, tmp_path).rows))
        assert [(each.rows, each.told, each.differs) for each in told] == [
            (Decimal(2340), Decimal(2340), False), (Decimal(2340), Decimal(88_888), True), (Decimal(2340), None, False),
        ]  # fmt: skip


def test_a_showroom_with_goods_or_open_sales_is_not_archived(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))

        def put_away() -> None:
            with writing():
                db.session.expire_all()
                services.archive(queries.one(at.showroom, user=user()), by=user())
                db.session.commit()

        with pytest.raises(Refused, match="Goods"):
            put_away()
        sold(at, 20, "22600", before=60)
        with pytest.raises(Refused, match="Sales"):
            put_away()
        drawn(at)
        put_away()


@pytest.mark.printed
def test_sales_of_an_earlier_period_are_named_and_a_draft_prints_no_approval(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        sold(at, 2, "2260", before=20)
        id = drawn(at, 30, 5).id
    sign_in(client, Role.COORDINATOR)
    there = f"/showrooms/settlements/{id}"
    assert text(client, there).count("From an earlier period") == 1
    printed = text_of(client.get(f"{there}/statement.pdf").data)
    assert all(told in printed for told in ("以前の期間の販売1件を含む", "含以前期间的1笔销售"))
    assert "承認済み" not in printed
    assert f"/showrooms/settlements/?showroom={at.showroom}" in text(client, f"/showrooms/{at.showroom}")


def test_goods_received_without_a_dispatch_are_told_and_their_dispatch_can_be_recorded(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        other = shop.exhibit(at.showroom, at.product, code="B-1").id
    sign_in(client)
    page = f"/showrooms/exhibits/{other}/move"

    def sent(kind: str, quantity: str) -> str:
        answer = client.post(page, data=opened(client, page, "quantity") | {"kind": kind, "quantity": quantity})
        return text(client, answer.location) if answer.status_code == 303 else answer.get_data(as_text=True)

    assert "Pieces received without a dispatch on record: 10. Record that they were sent, too." in sent(
        "received", "10"
    )
    assert f'href="{page}?kind=sent"' in text(client, page)
    assert opened(client, f"{page}?kind=sent", "quantity")["kind"] == "sent"
    sent("sent", "5")
    assert "pieces received before (5) have no dispatch on record" in sent("received", "5")
    sent("sent", "10")
    assert "without a dispatch" not in text(client, page)
    assert "without a dispatch" not in sent("received", "5")
