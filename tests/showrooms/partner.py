"""A statement that the partner is asked about by a link, and what they do with it, for the tests of that link."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.audit.services import action
from crm.core.database import db, writing
from crm.showrooms import services
from tests.cast import SET_UP, user
from tests.contacts.pages import opened
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn, rate
from tests.showrooms.test_settlements import fresh as settlement

DOOR = "/showrooms/partner/"


@dataclass(frozen=True)
class Asked:
    """A statement that the partner is asked about."""

    shop: shop.Shop
    settlement: int
    sales: tuple[int, int]
    code: str


def link(settlement_id: int, *, days: int = 14, language: str = "zh-Hans", label: str = "金部长") -> tuple[int, str]:
    """A link for the partner: its number and its code."""
    with writing():
        found = settlement(settlement_id)
        made, code = services.make_link(found, language=language, days=days, label=label, by=user())
        db.session.commit()
        return made.id, code


@pytest.fixture
def asked(app: Flask) -> Asked:
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        shop.moved(at.exhibit, "received", 17, before=200)
        sales = sold(at, 1, "1130", before=60).id, sold(at, 2, "2260", before=50).id
        made = drawn(at).id
        return Asked(at, made, sales, link(made)[1])


def come_in(client: FlaskClient, code: str) -> TestResponse:
    return client.post(DOOR, data=opened(client, DOOR, "code") | {"code": code})


def answer(client: FlaskClient, verdict: str, **said: str) -> TestResponse:
    path = f"{DOOR}1"
    return client.post(path, data=opened(client, path, "name") | {"name": "金哲洙", "verdict": verdict} | said)


def count(client: FlaskClient, /, *, of_link: Any = 1, **said: str) -> TestResponse:
    path = f"{DOOR}{of_link}/shelf"
    return client.post(path, data=opened(client, path, "name") | {"name": "朴美玉"} | said)


def number(app: Flask, table: type[Any]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def put(table: type[Any], id: int, **values: Any) -> None:
    """Write a row as a test needs it."""
    with writing():
        with action(SET_UP, by=None):
            row = db.session.get_one(table, id)
            for name, value in values.items():
                setattr(row, name, value)
        db.session.commit()
