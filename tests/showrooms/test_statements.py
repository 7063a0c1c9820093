"""How often the pages of a showroom ask the database: as often for a year of movements as for one."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core.database import db, writing
from crm.showrooms.models import StockMovement
from crm.users import rules
from tests.cast import SET_UP, sign_in
from tests.showrooms import shop
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn
from tests.statements import sent

#: What each page asks: of a showroom, of its shelf to be counted, of an exhibit, of a settlement.
#: A draft of a settlement is worked out anew, to say what changed since, and whether
#: somebody else may approve it is asked.
MOST = {"/showrooms/1": 20, "/showrooms/1/count": 15, "/showrooms/exhibits/1": 20, "/showrooms/settlements/1": 20}


def given(at: shop.Shop, number: int) -> None:
    with writing():
        with action(SET_UP, by=None):
            db.session.add_all(
                StockMovement(exhibit_id=at.exhibit, owner_id=at.maker, kind="given", quantity=1, day=shop.day(n))
                for n in range(number)
            )
        db.session.commit()


def asked(app: Flask, client: FlaskClient) -> dict[str, int]:
    found = {}
    for path in MOST:
        client.get(path)  # notes the visit
        with sent(app) as statements:
            assert client.get(path).status_code == 200, path
        found[path] = len(statements)
    return found


@pytest.mark.once
def test_pages_of_a_showroom_ask_so_much_whatever_moved(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SEEN_EVERY", timedelta(days=1))  # a slow machine notes the visit a second time
    with app.app_context():
        at = shop.shop()
        sold(at, 1, "1130", before=60)
        assert (at.showroom, at.exhibit, drawn(at).id) == (1, 1, 1)
    sign_in(client)
    few = asked(app, client)
    assert {path: number for path, number in few.items() if number > MOST[path]} == {}
    with app.app_context():
        given(at, 9)
    assert asked(app, client) == few


@pytest.mark.once
def test_an_exhibit_shows_its_movements_fifty_at_a_time(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        shop.moved(at.exhibit, "received", 60, before=299)
        given(at, 53)
    sign_in(client)
    page = client.get(f"/showrooms/exhibits/{at.exhibit}").text
    assert (page.count("<b>Given away"), "50 of 55" in page) == (50, True)
    [further] = [part.split('"')[0] for part in page.split('href="') if "cursor=" in part.split('"')[0]]
    rest = client.get(further.replace("&amp;", "&")).text
    assert (rest.count("<b>Given away"), rest.count("<b>Received at")) == (3, 2)
    assert client.get(f"/showrooms/exhibits/{at.exhibit}?cursor=no").status_code == 404
