"""What the routes of one partner reach: a plain map and its table."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core.database import db, writing
from crm.partners import charts, queries
from crm.partners import services as partners
from crm.partners.services import Proof, RouteInput
from crm.places.models import Place
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.contacts.pages import text

pytestmark = pytest.mark.both

ON = date(2026, 11, 27)
PROOF = Proof("documented", date(2026, 5, 1), "契約書")


@pytest.fixture
def partner(app: Flask) -> int:
    with app.app_context():
        book.load_places()
        return book.organisation("延边大洋商贸有限公司", "zh-Hans", place_id=book.place("222401").id).id


def route(owner: int, name: str, *codes: str, status: str = "active", **more: Any) -> int:
    at = [book.place(code).id for code in codes]
    given: dict[str, Any] = {"proofs": [PROOF], "outlets": 12, "share": 20} | more
    with writing():
        said = RouteInput(owner, name, "wholesale_market", status=status, place_ids=at, **given)
        made = partners.record(said, by=user())
        db.session.commit()
    return made.id


def nowhere(code: str) -> None:
    """Nobody knows where a place lies."""
    with writing():
        with action(SET_UP, by=None):
            place = db.session.get_one(Place, book.place(code).id)
            place.lat = place.lon = None
        db.session.commit()


def test_reach_is_of_one_partner_and_counting_routes_come_first(app: Flask, partner: int) -> None:
    with app.app_context():
        other = book.organisation("別の商社", "ja", place_id=book.place("222401").id).id
        route(other, "別の販路", "110000")
        claimed = route(partner, "話だけ", "110000", status="claimed", proofs=[])
        active = route(partner, "百貨店網", "220100", "110000")
        found = queries.reach(partner, user=user(), on=ON)
        told = [(each.place.code, [row.id for row in each.routes], each.counts) for each in found]
        assert told == [("110000", [claimed, active], True), ("220100", [active], True)]
        early = queries.reach(partner, user=user(), on=date(2026, 4, 30))
        assert [each.counts for each in early] == [False, False], "the evidence came a day later"


def test_a_line_leads_to_what_counts_and_a_place_that_nobody_can_draw_stands_beside(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    with app.app_context():
        route(partner, "百貨店網", "220100")
        route(partner, "話だけ", "110000", status="claimed", proofs=[])
        route(partner, "地図の外", "220200")
        nowhere("220200")
        drawn = [each for each in queries.reach(partner, user=user(), on=ON) if each.is_drawn]
        with app.test_request_context():
            maps = charts.reach(drawn, book.place("222401"), "ja")
        assert maps is not None
        assert maps[0].count('class="ref"') == 1
    sign_in(client)
    page = text(client, f"/partners/reach/{partner}")
    there, _, beside = page.partition("Not on the map")
    assert "<svg" in there
    assert ("百貨店網" in there, "地図の外" in there, "地図の外" in beside) == (True, False, True)
    assert all(told in there for told in ("20%", "12", "Documented", "On the map"))
    raw = client.get(f"/partners/reach/{partner}").get_data(as_text=True)
    printed = raw.split('class="print-only"')[1:]
    assert [part.split("</tr>")[0].split("</p>")[0].count("延边大洋商贸有限公司") for part in printed[-3:]] == [1, 1, 1]
    assert raw.count("plot-box named") == 2, "on paper the drawing with names is shown"


def test_nothing_is_drawn_when_nothing_is_known(app: Flask, client: FlaskClient, partner: int) -> None:
    sign_in(client)
    empty = text(client, f"/partners/reach/{partner}")
    assert "<svg class=" not in empty.partition("<main")[2].partition("plot-box")[2]
    assert "No place that it reaches is recorded." in empty
    with app.app_context():
        route(partner, "地図の外", "220200")
        for code in ("220200", "222401"):
            nowhere(code)
    page = text(client, f"/partners/reach/{partner}")
    assert "plot-box" not in page
    assert "地図の外" in page
    assert f"/partners/reach/{partner}" in text(client, f"/partners/panels/organisation/{partner}")
    assert client.get("/partners/reach/99999").status_code == 404
