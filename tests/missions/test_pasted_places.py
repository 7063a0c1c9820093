"""Where the lines of a pasted programme take place, and on whose clock: the two agree."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.missions import queries
from crm.missions.models import ItineraryItem
from crm.missions.rules import airports
from crm.missions.rules.pasted import on_their_clocks, programme
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import activity_of
from tests.missions.test_pasting import read, save

TRAVEL = """12月10日 8:00 結団式（新潟空港）
9:20-11:00 新潟空港 → 延吉（NH402）
13:00 延吉空港からホテルへ移動（貸切バス）
12月11日 9:00 専用バスで移動
12:00-13:00 昼食（図們市）
14:00-15:00 図們市商務局との懇談（延吉国際ホテル）
12月14日 9:00-13:00 延吉 → 成田（CZ6081便）
13:30-14:00 解団式（成田空港）
15:00-16:00 報告会
"""


def items_of(mission: int) -> Mapping[str, ItineraryItem]:
    return {item.title: item for item in queries.items(mission)}


@pytest.mark.parametrize("located", [True, False])
def test_clock_and_place_of_a_line_agree_and_an_airport_is_where_it_lies(
    app: Flask, client: FlaskClient, located: bool
) -> None:
    with app.app_context():
        voyage.load_places()
        home = book.place(voyage.MITSUKE).id
        ours = book.organisation("秋田商工会議所", country="JP", place_id=home if located else None)
        mission = voyage.mission(objectives="視察", sender_organisation_id=ours.id).id
        japan, yanji, tumen = (book.place(code).id for code in ("00000", voyage.YANJI, voyage.TUMEN))
        niigata = book.place("15000").id
    cast.sign_in(client)
    assert save(client, mission, read(client, mission, TRAVEL)).status_code == 303
    with app.app_context():
        found = items_of(mission)
        gaps = [gap for gap in queries.fact(activity_of(mission)).gaps if gap.kind == "day"]
        titles = ("結団式", "昼食（図們市）", "図們市商務局との懇談", "解団式", "報告会")
        places = [found[title].place_id for title in titles]
    assert places == [home if located else niigata, tumen, yanji, japan, home if located else japan]
    assert {item.timezone for item in found.values() if item.place_id in (japan, home, niigata)} == {"Asia/Tokyo"}
    assert gaps == []


def test_what_takes_place_at_an_airport_is_on_its_clock_and_what_people_ride_is_told() -> None:
    first, last = voyage.FIRST, voyage.LAST
    text = "12/10 8:00 結団式（羽田）\n9:00 バスで移動\n12/14 18:00 解団式（成田空港）\n19:00 专车送机（仁川国际机场）"
    for travels in (True, False):
        lines = on_their_clocks(programme(text, first, last, {}), "Asia/Shanghai", travels=travels)
        assert [line.start_zone for line in lines] == ["Asia/Tokyo", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul"]
        assert [line.transport for line in lines] == ["", "バス", "", "专车"]


@pytest.mark.parametrize(
    ("venue", "named"),
    [
        ("成田空港", True), ("羽田", True), ("延吉朝阳川国际机场", True), ("인천공항", True), ("Narita Airport", True),
        ("秋田駅", True), ("図們市", True), ("延辺白山ホテル 2階", False), ("市役所 3階会議室", False), ("", False),
    ],
)  # fmt: skip
def test_airports_stations_and_towns_are_names_and_no_sentences(venue: str, named: bool) -> None:
    assert airports.is_name(venue) is named
