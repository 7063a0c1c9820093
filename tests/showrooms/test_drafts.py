"""Drafts of settlements: the rent of their period, what changed since, what bars them, who is told of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.showrooms import queries, services
from crm.showrooms.contents import report
from crm.showrooms.models import ShowroomContract
from crm.showrooms.rules.rent import months_in
from crm.showrooms.services import ContractInput, OutlayInput
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form, opened, text
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn, fresh, rate


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), (1, 0)),
        (date(2026, 7, 1), date(2026, 10, 31), (4, 0)),
        (date(2026, 4, 15), date(2026, 5, 14), (1, 0)),
        (date(2026, 4, 1), date(2026, 5, 10), (1, 10)),
        (date(2026, 1, 31), date(2026, 2, 28), (1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1), (0, 1)),
    ],
)
def test_whole_months_are_counted_from_the_first_day(first: date, last: date, expected: tuple[int, int]) -> None:
    assert months_in(first, last) == expected


def told(id: int) -> list[str]:
    row = fresh(id)
    return [str(each.text) for each in services.remarks(row, queries.one(row.showroom_id, user=user()))]


def terms(at: shop.Shop, **said: Any) -> None:
    """Change the terms."""
    content: dict[str, Any] = {
        "begins_on": shop.day(400), "ends_on": None, "currency": "CNY", "commission_rate": Decimal(20),
        "tax_rate": Decimal(13), "settlement_day": 10,
    } | said  # fmt: skip
    with writing():
        row = db.session.get_one(ShowroomContract, at.contract)
        services.write_contract(row, ContractInput(**content), by=user())
        db.session.commit()


def test_the_rent_follows_the_period_of_the_form(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop(rent=Decimal(50), begins_on=date(2026, 4, 1))
        sold(at, 2, "2260", day=date(2026, 4, 20))
    sign_in(client)
    page = f"/showrooms/{at.showroom}/settlements/new"
    form = opened(client, page, "ends_on")
    assert (form["ends_on"], form["costs-0-kind"], form["costs-0-amount"]) == ("2026-04-30", "rent", "50")
    longer = client.post(page, data=form | {"ends_on": "2026-06-30"})
    shown = longer.text
    assert (longer.status_code, "The rent follows the period" in shown) == (422, True)
    again = filled_form(shown, "ends_on")
    assert (again["costs-0-amount"], again["ends_on"]) == ("150", "2026-06-30")
    saved = client.post(page, data=again)
    assert saved.status_code == 303
    with app.app_context():
        id = int(saved.location.rsplit("/", 1)[1])
        assert fresh(id).costs == 150
        assert not any("rent" in each.lower() for each in told(id))
    edit = f"{saved.location}/edit"
    answer = client.post(edit, data=opened(client, edit, "ends_on") | {"ends_on": "2026-05-31"})
    assert (answer.status_code, filled_form(answer.text, "ends_on")["costs-0-amount"]) == (422, "100")


@pytest.mark.parametrize(
    ("last", "rent", "expected"),
    [
        (date(2026, 7, 31), 50, "The rent differs from the terms"),
        (date(2026, 7, 31), 200, ""),
        (date(2026, 5, 10), 50, "The period is 1 months and 10 days"),
        (date(2026, 5, 10), 101, "The rent differs from the terms"),
    ],
)
def test_a_rent_that_differs_from_the_terms_is_told_on_the_draft(
    app: Flask, last: date, rent: int, expected: str
) -> None:
    with app.app_context():
        at = shop.shop(rent=Decimal(50), begins_on=date(2026, 4, 1))
        rate("20", date(2026, 4, 1))
        sold(at, 2, "2260", day=date(2026, 4, 20))
        days = [(shop.day() - day).days for day in (date(2026, 4, 1), last)]
        found = drawn(at, *days, costs=[OutlayInput("rent", Decimal(rent))])
        said = [each for each in told(found.id) if "rent" in each.lower() or "period" in each]
        assert (expected in " ".join(said)) if expected else not said


def test_what_changed_since_a_draft_was_drawn_up_is_told_and_what_moved_by_saving_it(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        id = drawn(at, 120, 31).id
        assert told(id) == []
        sold(at, before=40)
        [late] = told(id)
        assert "sales came in (1) or went (0)" in late
    sign_in(client)
    there = f"/showrooms/settlements/{id}"
    assert "sales came in (1)" in text(client, there)
    assert client.post(f"{there}/edit", data=opened(client, f"{there}/edit", "ends_on")).status_code == 303
    shown = text(client, there)
    assert "Sales that came in: 1, sales that went: 0." in shown
    assert "774" in shown
    with app.app_context():
        assert told(id) == []
        terms(at, commission_rate=Decimal(25))
        [changed] = told(id)
        assert "commission 20 → 25 %" in changed
    sign_in(client, Role.MANAGEMENT)
    assert "commission 20 → 25 %" in text(client, there)


def test_what_bars_a_draft_is_told_beforehand_and_the_rate_alone_cures_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        sold(at)
        id = drawn(at).id
    sign_in(client, Role.MANAGEMENT)
    there = f"/showrooms/settlements/{id}"
    form = opened(client, there, "version")
    assert "cannot be approved without an exchange rate" in text(client, there)
    refused = client.post(f"{there}/approve", data=form)
    shown = refused.text
    assert refused.status_code == 409
    assert "It cannot be approved without an exchange rate of CNY on" in shown
    assert "What each maker gets" in shown
    with app.app_context():
        rate("20", shop.day(2))
        assert [each for each in told(id) if "cannot" in each] == []
    assert client.post(f"{there}/approve", data=opened(client, there, "version")).status_code == 303
    with app.app_context():
        row = fresh(id)
        assert row.status == "approved"
        assert row.rate == 20
        assert row.book_net == row.net * 20
        assert sum(share.book_net or 0 for share in row.shares) == row.book_net


def test_the_contribution_is_what_the_settlements_of_a_period_remit(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop(withholding_rate=Decimal(6))
        rate("20", shop.day(300))
        sold(at, 2, "2260", before=60)
        found = drawn(at, 120, 5, costs=[OutlayInput("bank", Decimal("12.34"))])
        room = queries.one(at.showroom, user=user())
        told_now = queries.figures(room, shop.day(120), shop.day(), by="maker", user=user(), language="ja")
        assert told_now.contribution("CNY") == found.net
        net = f"{found.net:,}"
        period = f"since={shop.day(120)}&until={shop.day()}"
    sign_in(client)
    assert net in text(client, f"/showrooms/{at.showroom}/figures?{period}")
    with app.test_request_context():
        printed = report(queries.one(at.showroom, user=user()), shop.day(120), shop.day(), user=user())
    assert net in printed


def test_management_is_told_at_home_and_in_the_month_that_settlements_wait(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sold(at, before=60)
        row = drawn(at)
        id, number = row.id, row.number
    for role, there, waits in (
        (Role.MANAGEMENT, "/", True), (Role.MANAGEMENT, "/insights/month", True), (Role.COORDINATOR, "/", False)
    ):  # fmt: skip
        sign_in(client, role)
        shown = text(client, there)
        assert (f"/showrooms/settlements/{id}" in shown, "Settlement to approve" in shown) == (waits, waits)
    sign_in(client, Role.MANAGEMENT)
    there = f"/showrooms/settlements/{id}"
    assert client.post(f"{there}/approve", data=opened(client, there, "version")).status_code == 303
    assert number not in text(client, "/insights/month")


def test_a_tax_rate_that_was_corrected_reaches_the_sales_of_a_draft(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        first = sold(at, 2, "2000", before=60).id
        plain = sold(at, 1, "1000", before=60, tax="without").id
        id = drawn(at, 120, 31).id
        assert [fresh(id).gross, fresh(id).tax] == [3130, Decimal("360.09")]
        terms(at, tax_rate=Decimal(6))
        [told_of] = told(id)
        assert "The tax rate of the terms changed" in told_of
        assert ("360.09" in told_of, "173.21" in told_of) == (True, True)
    sign_in(client, Role.MANAGEMENT)
    there = f"/showrooms/settlements/{id}"
    answer = client.post(f"{there}/approve", data=opened(client, there, "version"))
    assert (answer.status_code, "draw it up again first" in answer.text) == (409, True)
    sign_in(client)
    assert client.post(f"{there}/edit", data=opened(client, f"{there}/edit", "ends_on")).status_code == 303
    with app.app_context():
        row = fresh(id)
        assert {line.sale_id: (line.sale.gross, line.sale.tax) for line in row.lines} == {
            first: (Decimal(2000), Decimal("113.21")), plain: (Decimal(1060), Decimal(60)),
        }  # fmt: skip
        assert [row.gross, row.tax, row.commission] == [3060, Decimal("173.21"), 612]
        assert row.net == row.gross - row.tax - row.commission
        assert told(id) == []
        sold(at, 1, "1000", before=40)
    sign_in(client, Role.MANAGEMENT)
    assert client.post(f"{there}/approve", data=opened(client, there, "version")).status_code == 303
