"""Before a showroom opens its goods leave and arrive, and nothing is sold; a rate that is lacking names its day."""

from datetime import timedelta

import pytest
from flask import Flask

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.showrooms import queries, services
from crm.showrooms.models import Showroom
from crm.showrooms.services import MovementInput
from tests.cast import SET_UP, user
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import done, drawn, fresh, rate


@pytest.mark.parametrize(("kind", "odd"), [("sent", False), ("received", False), ("given", True)])
def test_goods_are_sent_and_received_before_the_opening(app: Flask, kind: str, odd: bool) -> None:
    with app.app_context():
        at = shop.shop()
        first = queries.first_day(at.showroom)
        assert first is not None
        row = queries.exhibit(at.exhibit, user=user())
        found = services.doubts(row, MovementInput(kind, 2, first - timedelta(days=9)))
        assert ("day" in found) is odd


def test_nothing_is_sold_before_the_opening_without_a_word(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        with writing():
            with action(SET_UP, by=None):
                db.session.get_one(Showroom, at.showroom).opened_on = shop.day(30)
            db.session.commit()
        with pytest.raises(Refused) as refusal:
            sold(at, before=40)
        assert refusal.value.field == "day"
        assert sold(at, before=40, explanation="内覧会").state == "reconciled"
        assert sold(at, before=30).state == "reconciled"


@pytest.mark.parametrize(("basis", "before"), [("sale", 60), ("settlement", 0)])
def test_a_rate_that_is_lacking_names_the_day_by_which_it_is_needed(app: Flask, basis: str, before: int) -> None:
    with app.app_context():
        at = shop.shop(rate_day=basis)
        sold(at, before=60)
        sold(at, before=20)
        if basis == "sale":
            rate("21", shop.day(40))
        made = drawn(at)
        with pytest.raises(Refused) as refusal:
            done(services.approve, made.id)
        assert refusal.value.text.params["day"] == shop.day(before)
        db.session.rollback()
        made = fresh(made.id)
        [remark] = [each for each in services.remarks(made, made.showroom) if each.cure == "rate"]
        assert remark.day == shop.day(before)
