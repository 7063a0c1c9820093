"""An amount in a currency without a rate: asked once, beside the amount, and kept with its day."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from crm.places import queries
from tests import cast
from tests.missions import voyage

PAID = date(2026, 12, 11)


@pytest.fixture
def address(app: Flask) -> str:
    """Where a cost of a mission is booked."""
    with app.app_context():
        return f"/activities/{voyage.mission().id}/costs/new"


def sent(client: FlaskClient, address: str, **values: str) -> tuple[int, str]:
    page = client.get(address).get_data(as_text=True)
    hidden = {name: cast.hidden(page, name) for name in ("csrf_token", "form_id")}
    cost = {"category": "hotel", "funding_source": "own", "paid_on": PAID.isoformat(), "amount": "1,000"}
    answer = client.post(address, data=hidden | cost | {"currency": "RUB"} | values)
    return answer.status_code, answer.get_data(as_text=True)


def answer(rate: str, currency: str = "RUB") -> dict[str, str]:
    return {"currency-rate": rate, "currency-rate-of": currency}


def test_a_rate_is_asked_for_once_and_kept_with_the_day_of_the_amount(
    client: FlaskClient, app: Flask, address: str
) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    status, page = sent(client, address)
    assert status == 422
    assert "No exchange rate is known for RUB." in page
    assert 'name="currency-rate"' in page
    status, page = sent(client, address, **answer("about two"))
    assert (status, "about two" in page) == (422, True)
    assert sent(client, address, **answer("1.83", "USD"))[0] == 422  # told of another currency
    status, page = sent(client, address, **answer("１．８３"))
    assert status == 303
    with app.app_context():
        kept = queries.rate("RUB", "JPY", PAID)
        assert kept is not None
        assert (kept.rate, kept.day) == (Decimal("1.83"), PAID)
    assert sent(client, address)[0] == 303  # known now: nobody is asked again


def test_who_does_not_know_the_rate_saves_without(client: FlaskClient, app: Flask, address: str) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    assert sent(client, address, **answer(""))[0] == 303
    with app.app_context():
        assert queries.rate("RUB", "JPY", PAID) is None
