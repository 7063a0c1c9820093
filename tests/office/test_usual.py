"""What begins as the office usually writes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activity_queries
from crm.activities import services as activities
from crm.activities.services import CostInput
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.money import Money
from crm.core.permissions import Role
from crm.office import queries, rules, services
from crm.places import queries as places
from crm.places import services as place_services
from crm.users import queries as users
from tests.cast import hidden, sign_in
from tests.missions import voyage


def move_to_yanbian(app: Flask) -> None:
    """The office is one of Yanbian: it writes Chinese, by China's clock, and counts in yuan."""
    with app.app_context(), writing():
        row = queries.record()
        assert row is not None
        names = {"zh-Hans": "〇〇商务局"}
        told = replace(queries.current(), names=names, language="zh-Hans", zone="Asia/Shanghai", currency="CNY")
        services.change(row, told, by=None)
        db.session.commit()


def test_the_day_is_that_of_the_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    half_past_midnight_in_japan = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: half_past_midnight_in_japan)
    with app.app_context():
        assert here.today() == date(2026, 11, 25)
        with writing():
            row = queries.record()
            assert row is not None
            with action(rules.CHANGED, by=None):
                row.zone = "Asia/Shanghai"
            assert here.today() == date(2026, 11, 24)
        assert here.today() == date(2026, 11, 25)  # it was not committed
    move_to_yanbian(app)
    with app.app_context():
        assert here.today() == date(2026, 11, 24)
        assert places.office_country() == "CN"


def test_forms_and_accounts_begin_as_the_office_usually_writes(app: Flask, client: FlaskClient) -> None:
    move_to_yanbian(app)
    sign_in(client, Role.ADMIN)
    page = client.get("/users/new").get_data(as_text=True)
    assert '<option selected value="zh-Hans"' in page
    typed = {name: hidden(page, name) for name in ("csrf_token", "form_id", "as_opened")}
    typed |= {"email": "zhang@example.cn", "display_name": "张", "role": "coordinator", "language": "zh-Hans"}
    assert client.post("/users/new", data=typed | {"password": "a long pass phrase 7"}).status_code == 303
    with app.app_context():
        found = users.by_email("zhang@example.cn")
        assert found is not None
        assert found.timezone == "Asia/Shanghai"
    assert '<option selected value="CNY"' in client.get("/negotiations/new").get_data(as_text=True)


def test_an_office_of_yanbian_counts_in_yuan_and_asks_for_the_rates_anew(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        for base, price in (("KRW", "0.1"), ("CNY", "20")):
            rate = Decimal(price)
            place_services.add_rate(day=date(2026, 1, 1), base=base, quote="JPY", rate=rate, source="", by=None)
        db.session.commit()
    move_to_yanbian(app)
    with app.app_context():
        activity = voyage.mission()
        with writing():
            for currency in ("CNY", "JPY", "KRW"):
                told = CostInput("hotel", date(2026, 12, 1), Decimal("100.50"), currency)
                activities.book_cost(activity, told, by=None)
            db.session.commit()
        counted = activity_queries.counted_costs(voyage.fresh(activity).costs)
        assert counted.total == Money(Decimal("105.55"), "CNY")  # 100.50, and 101 yen at 20 for one
        assert [line.currency for line in counted.unconverted] == ["KRW"]  # told in yen alone: asked anew
    sign_in(client, Role.ADMIN)
    page = client.get(f"/activities/{activity.id}/budget").get_data(as_text=True)
    assert "CNY</span>105.55" in page
    office = client.get("/office/").get_data(as_text=True)
    fields = {name: hidden(office, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    plain = {
        "kind": "commerce_bureau",
        "name_zh": "〇〇商务局",
        "language": "zh-Hans",
        "zone": "Asia/Shanghai",
        "fiscal_month": "1",
    }
    answer = client.post("/office/", data=fields | plain | {"currency": "JPY"})
    assert answer.status_code == 422
    assert "2 amounts are already counted in CNY" in answer.get_data(as_text=True)
    assert client.post("/office/", data=fields | plain | {"currency": "CNY"}).status_code == 303
