"""Terms in one currency after those in another: what stands by them keeps it, and figures show each apart."""

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
from crm.showrooms.models import ShowroomContract
from crm.showrooms.queries.figures import Figures
from crm.showrooms.services import OutlayInput, SettlementInput
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form, text
from tests.showrooms import shop
from tests.showrooms.test_sales import sheet, sold
from tests.showrooms.test_settlements import drawn, fresh, rate


def terms(id: int, **said: Any) -> ShowroomContract:
    """Write known terms anew."""
    with writing():
        db.session.expire_all()
        row = queries.contract(id, user=user())
        content = {name: getattr(row, name) for name in services.ContractInput.__dataclass_fields__} | said
        services.write_contract(row, services.ContractInput(**content), by=user())
        db.session.commit()
    return row


def in_two() -> shop.Shop:
    """A showroom whose terms are in CNY until a hundred days ago, and in KRW since."""
    at = shop.shop(ends_on=100)
    shop.contract(at.showroom, begins_on=shop.day(99), currency="KRW", commission_rate=Decimal(10))
    return at


def test_terms_by_which_something_was_sold_keep_their_currency(app: Flask) -> None:
    with app.app_context():
        at = in_two()
        terms(at.contract, currency="USD")
        terms(at.contract, currency="CNY")
        row = sold(at, before=150)
        with pytest.raises(Refused) as refusal:
            terms(at.contract, currency="JPY")
        assert refusal.value.field == "currency"
        with writing(), pytest.raises(Refused):
            services.remove_contract(queries.contract(at.contract, user=user()), by=user())
        db.session.rollback()
        assert terms(at.contract, commission_rate=Decimal(15)).currency == "CNY"
        other = next(each for each in queries.one(at.showroom, user=user()).contracts if each.id != at.contract)
        terms(other.id, currency="JPY")
        with writing():
            services.take_back(queries.sale(row.id, user=user()), by=user())
            db.session.commit()
        terms(at.contract, currency="USD")


def test_a_sale_is_in_the_currency_of_the_terms_of_its_day(app: Flask) -> None:
    """The tag is in CNY: under terms in KRW its price says nothing about the amount."""
    with app.app_context():
        at = in_two()
        assert [sold(at, before=150).currency, sold(at, 1, "280000", before=50).currency] == ["CNY", "KRW"]
        rate("20", shop.day(300))
        first = drawn(at, 80, 5)
        assert [first.currency, first.gross, first.commission] == ["KRW", 280_000, 28_000]
        second = drawn(at, 80, 5, costs=[OutlayInput("bank", Decimal("0.50"))])
        assert [second.currency, second.gross, second.commission] == ["CNY", 1130, 226]
        with writing():
            second = fresh(second.id)
            content = SettlementInput(second.begins_on, second.ends_on, second.settled_on, invoice="7")
            services.redraw(second, queries.one(at.showroom, user=user()), content, by=user())
            db.session.commit()
        assert [second.currency, second.gross, second.invoice] == ["CNY", 1130, "7"]


def test_the_rows_of_a_sheet_are_in_the_currency_of_the_terms(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = in_two()
        taken = sheet(at, tmp_path, f"{shop.day(50)},A-01,,1,280000,", f"{shop.day(150)},A-01,,1,1130,")
        rows = services.opened(taken, tmp_path).rows
        tried = services.tried(taken, rows, queries.ledger(queries.one(at.showroom, user=user()), user=user()))
        assert [(row.currency, row.fault) for row in tried] == [("KRW", ""), ("CNY", "")]


def test_figures_show_each_currency_apart(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = in_two()
        sold(at, before=150)
        room = queries.one(at.showroom, user=user())

        def found() -> Figures:
            return queries.figures(room, shop.day(200), shop.day(), by="maker", user=user(), language="ja")

        assert found().currencies == ["CNY"]
        sold(at, 2, "560000", before=50)
        told = found()
        assert told.currencies == ["KRW", "CNY"]
        [line] = told.lines
        assert [told.part(line.turnover, code).gross for code in told.currencies] == [560_000, 1130]
        assert (line.turnover.pieces, line.turnover.sell_through) == (3, Decimal(3) / 20)
        assert [told.contribution(code) for code in told.currencies] == [504_000 - 64_425, 774]
    sign_in(client)
    page = text(client, f"/showrooms/{at.showroom}/figures?by=maker")
    assert all(amount in page for amount in ("560,000", "1,130"))


def test_what_is_settled_keeps_its_commission_in_the_figures(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        drawn(at)
        sold(at, 2, "2260", before=50)
        terms(at.contract, commission_rate=Decimal(50))
        room = queries.one(at.showroom, user=user())
        found = queries.figures(room, shop.day(100), shop.day(), by="exhibit", user=user(), language="ja")
        assert found.part(found.whole, "CNY").commission == 226 + 1130


def test_the_form_of_a_sale_says_its_currency_and_that_a_tag_has_another(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = in_two()
    sign_in(client)
    page = text(client, f"/showrooms/{at.showroom}/sales/new")
    assert all(told in page for told in ("Of all pieces together, in CNY, KRW from", "tag in CNY"))
    for path in (f"/showrooms/exhibits/{at.exhibit}", f"/showrooms/{at.showroom}"):
        assert "The tag is in CNY, the terms in KRW" in text(client, path)


def _button(client: FlaskClient, there: str, act: str) -> dict[str, str]:
    """What the button of an act on the page of a settlement sends."""
    after = text(client, there).partition(f'action="{there}/{act}"')[2]
    return filled_form(f"<form {after}", "version")


@pytest.mark.parametrize(("act", "role"), [("approve", Role.MANAGEMENT), ("discard", Role.COORDINATOR)])
def test_who_acts_on_a_settlement_that_was_changed_meanwhile_is_told(
    app: Flask, client: FlaskClient, act: str, role: Role
) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at).id
    there = f"/showrooms/settlements/{id}"
    sign_in(client, role)
    form = _button(client, there, act)
    with app.app_context(), writing():
        row = queries.settlement(id, user=user())
        content = SettlementInput(row.begins_on, row.ends_on, row.settled_on, [OutlayInput("rent", Decimal(500))])
        services.redraw(row, queries.one(at.showroom, user=user()), content, by=user())
        db.session.commit()
    answer = client.post(f"{there}/{act}", data=form)
    assert (answer.status_code, "Look at it again" in answer.get_data(as_text=True)) == (409, True)
    assert "Draft" in text(client, there)
    assert client.post(f"{there}/{act}", data=_button(client, there, act)).status_code == 303
