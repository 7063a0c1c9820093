"""The map of places: what the reader sees of missions and routes, and what lies nobody knows where beside it."""

import re
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.missions import queries
from crm.partners import queries as partners
from crm.partners.models import RouteCoverage, RouteEvidence, SalesRoute
from crm.places.models import Place, PlaceName, PlaceTier
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book
from tests.missions import voyage

MAPS = ("places-map", "places-map-narrow")


def somewhere(text: str, lat: float | None, lon: float | None) -> int:
    made = Place(level="county", country="CN", code=text, timezone="Asia/Shanghai", tiers=[], lat=lat, lon=lon)
    made.names = [PlaceName(language="zh-Hans", text=text)]
    with writing(), action(SET_UP, by=None):
        db.session.add(made)
        db.session.commit()
    return made.id


def scene() -> dict[str, int]:
    """Two missions of a leader and one of nobody's, a cancelled one, a route to two places, and one that is only
    claimed."""
    lie = {"甲市": (42.9, 129.5), "乙市": (43.9, 125.3), "丙市": (None, None), "丁市": (41.0, 123.0)}
    at = {name: somewhere(name, lat, lon) for name, (lat, lon) in lie.items()}
    leader = cast.user(Role.MISSION_LEADER).id
    for place, whose in (("甲市", leader), ("甲市", None), ("丁市", leader)):
        made = voyage.mission(place_id=at[place], leader_id=whose)
        if place == "丁市":
            with writing(), action(SET_UP, by=None):
                voyage.fresh_in(made.id).status = "cancelled"
                db.session.commit()
    with writing(), action(SET_UP, by=None):
        owner = book.organisation("延边海岳商贸", place_id=at["甲市"]).id
        for name, grade, reached in (("百货网", "documented", ("乙市", "丙市")), ("口头", "claimed", ("甲市", "乙市"))):
            db.session.add(SalesRoute(
                organisation_id=owner, name=name, channel="department_store", status="active",
                coverage=[RouteCoverage(place_id=at[each]) for each in reached],
                evidence=[RouteEvidence(grade=grade, on=date(2020, 1, 1))],
            ))  # fmt: skip
        db.session.commit()
    return at


def told(role: Role) -> list[tuple[str, int, int, bool]]:
    return [
        (each.place.names[0].text, len(each.missions), len(each.routes), each.is_drawn)
        for each in queries.on_map(cast.user(role))
    ]


def test_each_reader_finds_the_missions_that_they_see_and_all_routes_that_count(app: Flask) -> None:
    with app.app_context():
        at = scene()
        assert told(Role.COORDINATOR) == [("甲市", 2, 0, True), ("乙市", 0, 1, True), ("丙市", 0, 1, False)]
        assert told(Role.MISSION_LEADER)[0] == ("甲市", 1, 0, True)
        counting = partners.reaching_places(here.today(), user=cast.user(Role.COORDINATOR))
        assert counting == {at["乙市"]: 1, at["丙市"]: 1}, "as the list of places has it"


def test_the_page_draws_what_it_lists_by_number_and_lists_the_rest_beside(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        scene()
    cast.sign_in(client)
    assert 'href="/missions/map"' in client.get("/missions/").text
    page = client.get("/missions/map").text
    drawing, _end, tables = page.partition('aria-labelledby="places-map"')[2].partition("</svg>")
    assert re.findall(r">(\d|\w市)</text>", drawing) == ["1", "甲市", "2", "乙市"]
    assert 'class="way"' not in drawing, "they are no way of anybody's"
    on_it, apart = tables.split("<tbody>")[1:3]
    assert "丙市" in apart
    assert "丙市" not in on_it
    assert "丁市" not in page, "nothing was there"


def test_a_year_holds_its_missions_and_all_routes_and_lines_lead_from_their_owners(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = scene()
        reader = cast.user(Role.COORDINATOR)
        none = queries.on_map(reader, between=(date(2019, 4, 1), date(2020, 3, 31)))
        assert [(each.place.names[0].text, len(each.missions)) for each in none] == [("乙市", 0), ("丙市", 0)]
        with writing(), action(SET_UP, by=None):
            db.session.add(PlaceTier(place_id=at["乙市"], tier="major", valid_from=date(2000, 1, 1)))
            db.session.commit()
        known = {each.place.id: each for each in queries.on_map(reader)}
        assert known[at["乙市"]].owners_at == {at["甲市"]}
        assert (known[at["乙市"]].tier, known[at["甲市"]].tier) == ("major", "")
    cast.sign_in(client)
    page = client.get("/missions/map").text
    wide, narrow = (page.split(f'aria-labelledby="{name}"')[1].split("</svg>")[0] for name in MAPS)
    assert wide.count('class="ref"') == narrow.count('class="ref"') == 1
    assert "乙市" in wide
    assert "乙市" not in narrow
    year = re.search(r'href="/missions/map\?year=(\d+)"', page)
    assert year
    assert "甲市" in client.get(f"/missions/map?year={year[1]}").text
    assert "甲市" in client.get("/missions/map?year=1999").text, "no year of ours: all of them"
