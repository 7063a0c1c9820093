"""A fair that is closed keeps its money as its report told it: fees of booths, and what stalls sold."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity, CostLine
from crm.activities.rules import MOVED
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.fairs import queries, services
from crm.fairs.models import Booth, StallGoods
from crm.fairs.services import BoothInput, FeeInput
from tests.cast import sign_in, user
from tests.contacts.pages import opened
from tests.fairs import stand
from tests.fairs.test_fees import entered, guessed_by_the_upgrade, paid
from tests.fairs.test_goods import listed


def in_state(activity_id: int, status: str) -> None:
    """What the other tests lead through report and approval."""
    with writing():
        with action(MOVED, by=user()):
            db.session.get_one(Activity, activity_id).status = status
        db.session.commit()
    db.session.expire_all()


def refused(act: Callable[[], object]) -> None:
    db.session.expire_all()
    with pytest.raises(Refused) as found, writing():
        act()
    db.session.rollback()
    assert "is closed" in str(found.value.text)


def test_the_fee_of_a_booth_of_a_closed_fair_becomes_no_cost_and_stays_one(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        open_one, settled = stand.booth(at).id, stand.booth(at, number="B13", fee=Decimal(500)).id
        first, second = paid(at), paid(at, 500)
        entered(settled, line_id=second)
        in_state(at, "closed")

        def booked(id: int, said: FeeInput) -> None:
            services.book_fee(queries.booth(id, user=user()), said, by=user())

        for id, said in (
            (open_one, FeeInput(line_id=first)),
            (open_one, FeeInput(apart=True, paid_on=stand.FIRST)),
            (settled, FeeInput()),
            (settled, FeeInput(line_id=first)),
        ):
            refused(partial(booked, id, said))
        found = db.session.execute(select(Booth.id, Booth.cost_line_id).order_by(Booth.id)).all()
        assert [tuple(row) for row in found] == [(open_one, None), (settled, second)]
        assert db.session.scalars(select(CostLine.id).order_by(CostLine.id)).all() == [first, second]
        in_state(at, "reporting")
        entered(open_one, line_id=first)
        assert queries.booth(open_one, user=user()).cost_line_id == first, "moved back, it is taken in"


def test_a_guess_of_the_upgrade_is_confirmed_on_a_closed_fair_and_not_undone(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        id, line = stand.booth(at).id, paid(at)
        guessed_by_the_upgrade(app)
        in_state(at, "closed")
        refused(lambda: services.book_fee(queries.booth(id, user=user()), FeeInput(), by=user()))
        entered(id, line_id=line)
        assert not queries.booth(id, user=user()).fee_guessed


def test_a_booth_of_a_closed_fair_changes_its_words_and_not_its_fee(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        id, gone = stand.booth(at).id, stand.booth(at, number="B13").id
        with writing():
            services.put_away(queries.booth(gone, user=user()), by=user())
            db.session.commit()
        in_state(at, "closed")

        def written(row: int | None, **said: Any) -> None:
            known: dict[str, Any] = {"hall": "3", "number": "B12", "fee": Decimal(18000), "currency": "CNY"}
            found = queries.booth(row, user=user()) if row is not None else Booth(activity_id=at)
            services.write_booth(found, BoothInput(**known | said), by=user())

        for said in ({"fee": Decimal(1)}, {"fee": None}, {"currency": "USD"}):
            refused(partial(written, id, **said))
        refused(lambda: written(None, number="B14"))
        refused(lambda: services.put_away(queries.booth(id, user=user()), by=user()))
        refused(lambda: services.bring_back(queries.booth(gone, user=user(), archived=True), by=user()))
        with writing():
            written(id, notes="角", area=Decimal(18))
            written(None, number="B14", fee=None, currency="")
            db.session.commit()
        assert queries.booth(id, user=user()).notes == "角"


def test_what_a_stall_of_a_closed_product_fair_sold_stays(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        known = stand.stand("product_fair")
        row = listed(known.booth, known.product, sold=4, amount=Decimal(800)).id
        in_state(known.fair, "closed")
        refused(lambda: services.remove_part(queries.part(StallGoods, row, user=user()), by=user()))
    sign_in(client)
    there = f"/fairs/booths/goods/{row}/edit"
    form = opened(client, there, "sold")
    token = {"csrf_token": form["csrf_token"]}
    answer = client.post(there, data=form | {"sold": "5", "amount": "1000"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Move it back to" in page
    assert 'value="1000' in page, "what was typed stays"
    assert client.post(f"/fairs/booths/goods/{row}/remove", data=token).status_code == 409
    with app.app_context():
        kept = db.session.get_one(StallGoods, row)
        assert (kept.sold, kept.amount, kept.archived_at) == (4, Decimal(800), None)
