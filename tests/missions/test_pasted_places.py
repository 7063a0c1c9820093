"""Where the lines of a pasted programme take place, and on whose clock: the two agree."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.missions import queries
from crm.missions.models import ItineraryItem
from crm.missions.rules import airports, counting, hosts
from crm.missions.rules.pasted import on_their_clocks, programme
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import activity_of
from tests.missions.test_pasting import fields_in, read, save

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
        titles = ("結団式", "昼食", "図們市商務局との懇談", "解団式", "報告会")
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


def test_a_river_or_a_broadcaster_is_no_town_and_a_town_that_is_guessed_says_so(
    app: Flask, client: FlaskClient
) -> None:
    """The cover told 図們市 and 北京市 as places to go to, of a river and a broadcaster in the titles of visits."""
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission(objectives="視察").id
        tumen = book.place(voyage.TUMEN).id
    cast.sign_in(client)
    lines = (
        "図們江物流集団 視察", "秋田側5社×図們側8社", "記者会見（吉林新聞、北京放送）", "図們蟹の夕食",
        "図們税関 視察", "図們視察", "図們", "图们市商务局 访问", "図們で昼食",
    )  # fmt: skip
    page = read(client, mission, "12月11日 " + "\n".join(f"{9 + n}:00 {line}" for n, line in enumerate(lines)))
    found = [fields_in(page).get(f"items-{n}-place_id") for n in range(len(lines))]
    assert found == [""] * 4 + [str(tumen)] * 5
    row = page.split("</textarea>", 1)[1].split("図們税関", 1)[1].split("<details", 1)[0]
    assert re.search(r"Tumen.*Guess", re.sub(r"<[^>]+>|\s+", " ", row)), "the row says so before it is unfolded"


@pytest.mark.parametrize(
    ("venue", "named"),
    [
        ("成田空港", True), ("羽田", True), ("延吉朝阳川国际机场", True), ("인천공항", True), ("Narita Airport", True),
        ("秋田駅", True), ("図們市", True), ("延辺白山ホテル 2階", False), ("市役所 3階会議室", False), ("", False),
    ],
)  # fmt: skip
def test_airports_stations_and_towns_are_names_and_no_sentences(venue: str, named: bool) -> None:
    assert airports.is_name(venue) is named


HOSTS = """12月11日 9:00-10:00 延吉市商務局 表敬訪問（局長）
10:30-11:30 拜访图们市商务局
13:00-14:00 延辺海達 訪問
14:30-15:00 延吉市 視察
15:30-16:30 西市場 視察
17:00-18:00 経済交流会議（延辺白山ホテル）
18:30-20:00 歓迎レセプション（延辺白山ホテル）
"""


def test_the_host_on_file_that_a_title_names_is_proposed_as_a_guess(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        yanji, tumen = (book.place(code).id for code in (voyage.YANJI, voyage.TUMEN))
        bureau = book.organisation("延吉市商务局", place_id=yanji).id
        other = book.organisation("图们市商务局", place_id=tumen).id
        book.organisation("延吉市人民政府", place_id=yanji)
        firm = book.organisation("延边海达进出口贸易有限公司", place_id=yanji).id
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    shown = read(client, mission, HOSTS)
    sent = fields_in(shown)
    proposed = [sent[f"items-{number}-host_guess"] for number in range(7)]
    assert proposed == [str(bureau), str(other), str(firm), "", "", "", ""]
    assert "延吉市商务局 — " in shown
    otherwise = {"items-1-organisation_id-typed": "", "items-1-organisation_id": ""}
    assert save(client, mission, shown, **otherwise).status_code == 303
    with app.app_context():
        found = items_of(mission)
        told = {title: (item.organisation_id, item.venue) for title, item in found.items()}
        gaps = [str(gap.text) for gap in queries.fact(activity_of(mission)).gaps if gap.kind == "address"]
    assert told == {
        "延吉市商務局 表敬訪問（局長）": (bureau, ""), "拜访图们市商务局": (None, ""), "延辺海達 訪問": (firm, ""),
        "延吉市 視察": (None, ""), "西市場 視察": (None, "西市場"), "経済交流会議": (None, "延辺白山ホテル"),
        "歓迎レセプション": (None, "延辺白山ホテル"),
    }  # fmt: skip
    assert sum("経済交流会議" in gap or "歓迎レセプション" in gap for gap in gaps) == 1, "one venue lacks one address"


def test_a_venue_has_one_address_in_a_programme(session: scoped_session[Session]) -> None:
    mission = voyage.mission(objectives="視察")
    hall: dict[str, Any] = {"kind": "conference", "venue": "延辺白山ホテル"}
    voyage.item(mission, title="会議", address="吉林省延吉市友谊路66号", **hall)
    voyage.item(mission, title="商談会", start=time(13), end=time(14), **hall)
    voyage.item(mission, title="報告会", start=time(15), end=time(16), kind="conference", venue="延辺賓館")
    entries = queries.fact(voyage.fresh(mission)).entries
    assert [entry.address for entry in entries] == ["吉林省延吉市友谊路66号"] * 2 + [""]


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("延吉市商務局 表敬訪問（局長）", "延吉市商務局"), ("拜访延边海达公司", "延边海达公司"),
        ("吉林衆鑫有機米グループ視察", "吉林衆鑫有機米グループ"), ("연길시 상무국 예방", "연길시 상무국"),
        ("図們市商務局との懇談", "図們市商務局"), ("州外事弁公室 夕食会", "州外事弁公室"),
    ],
)  # fmt: skip
def test_a_title_holds_the_name_of_a_host_without_what_is_done_there(title: str, phrase: str) -> None:
    assert phrase in hosts.phrases(title)


def test_a_town_that_is_named_and_not_in_the_list_is_not_the_main_place(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission(direction="inbound", place_id=book.place(voyage.MITSUKE).id).id
    cast.sign_in(client)
    lines = "12月11日 9:00-10:00 秋田県庁 表敬訪問（秋田市）\n13:00-14:00 見附市役所 表敬訪問\n15:00-16:00 工場見学\n"
    shown = read(client, mission, lines)
    assert shown.count("names 秋田市, which is not chosen as the place") == 1
    assert fields_in(shown)["items-1-new_host"] == "見附市役所", "a city hall is not only its city"
    assert save(client, mission, shown).status_code == 303
    with app.app_context():
        gaps = queries.fact(activity_of(mission)).gaps
    town = [str(gap.text) for gap in gaps if gap.kind == "town"]
    assert len(town) == 1
    assert "秋田市" in town[0]
    assert client.get(f"/missions/{mission}/itinerary").get_data(as_text=True).count("Place not chosen") >= 1


def test_who_is_in_the_town_of_the_mission_is_on_its_clock_though_no_flight_leads_there(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission(sender_organisation_id=book.organisation("秋田商工会議所", country="JP").id).id
        yanji = book.place(voyage.YANJI).id
    cast.sign_in(client)
    pasted = (
        "12月10日 8:10-9:20 秋田空港発 → 羽田空港着（NH404便）\n12月11日 10:30-12:00 企業訪問：延辺大山商貿　延吉市\n"
        "13:00-14:00 企業訪問：延辺白山物流\n"
    )
    ticked = {"items__1__adds_host": "y", "items__2__adds_host": "y"}
    assert save(client, mission, read(client, mission, pasted), **ticked).status_code == 303
    with app.app_context():
        told = [(item.timezone, item.place_id, item.venue) for item in queries.items(mission)[1:]]
        firms = db.session.scalars(select(Organisation).where(Organisation.country == "CN").order_by(Organisation.id))
        assert [firm.place_id for firm in firms] == [yanji, yanji], "where its line is, which the row asks for"
    assert told == [("Asia/Shanghai", yanji, ""), ("Asia/Shanghai", None, "")]


@pytest.mark.parametrize(
    ("title", "host"),
    [
        ("企業訪問：シンポー情報技術延辺（ソフト）", "シンポー情報技術延辺"), ("企業訪問: 衆鑫有機米", "衆鑫有機米"),
        ("走访企业：延边大山商贸", "延边大山商贸"), ("기업 방문: 연변대산상무", "연변대산상무"),
        ("企業訪問：延吉市", ""), ("訪問先：ホテル", ""), ("視察：西市場", ""), ("意見交換：関税について", ""),
    ],
)  # fmt: skip
def test_whoever_stands_behind_the_colon_of_a_visit_is_its_host_whatever_the_name_ends_with(
    title: str, host: str
) -> None:
    assert hosts.announced(title) == host


@pytest.mark.parametrize(
    ("title", "host"),
    [
        ("男鹿水族館 視察", "男鹿水族館"), ("男鹿水族館視察（館長）", "男鹿水族館"), ("延边博物馆 参观", "延边博物馆"),
        ("西市場 視察", ""), ("図們 国境の橋 視察", ""), ("延吉市 視察", ""), ("延辺白山ホテル 視察", ""),
        ("大学公園 見学", ""), ("会議室見学", ""), ("図書館 自由行動", ""), ("男鹿水族館、真山伝承館 視察", ""),
        ("参观延边博物馆", "延边博物馆"), ("延辺大学を視察", "延辺大学"), ("視察先：男鹿水族館", "男鹿水族館"),
        ("図們無形文化財展覧館 見学", "図們無形文化財展覧館"),
        ("企業視察：アイリトク米業", "アイリトク米業"), ("視察：図們大橋", ""),
    ],
)  # fmt: skip
def test_a_house_that_is_visited_is_a_host_and_a_sight_is_none(title: str, host: str) -> None:
    assert (hosts.visited(title), hosts.receives("visit", title)) == (host, bool(host))


def test_the_house_of_an_authority_proposes_the_authority_on_file_and_no_second_one(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
        city = book.organisation(
            "見附市", "ja", country="JP", roles=["municipal_gov"], place_id=book.place(voyage.MITSUKE).id
        ).id
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    lines = (
        "10:00-11:00 見附市役所 表敬訪問", "11:30-12:00 長岡市役所 表敬訪問", "13:00 見附市長表敬訪問　見附市役所",
        "14:00 市長表敬訪問　長岡市役所", "15:00 市長表敬訪問　長岡ホテル", "16:00 懇談会　見附市役所",
    )  # fmt: skip
    shown = read(client, mission, "\n".join(["12月11日", *lines]))
    sent = fields_in(shown)
    rows = range(len(lines))
    assert [sent[f"items-{number}-host_guess"] for number in rows] == [str(city), "", str(city), "", "", ""]
    new = [sent.get(f"items-{number}-new_host", "") for number in rows]
    assert new == ["", "長岡市役所", "", "長岡市役所", "", ""]
    assert [sent[f"items-{number}-venue"] for number in rows] == ["", "", "", "", "長岡ホテル", "見附市役所"]


@pytest.mark.parametrize(
    ("title", "counts", "asks"),
    [
        ("男鹿水族館 視察", True, True),
        ("工場の視察", True, False),
        ("延吉市 視察", False, False),
        ("西市場 視察", False, False),
    ],
)
def test_of_what_is_inspected_a_named_host_is_asked_for_and_the_town_counts_as_a_sight(
    title: str, counts: bool, asks: bool
) -> None:
    """The gaps asked who receives at the aquarium, while the list of visits said that nobody has to be entered."""
    assert (hosts.receives("visit", title), hosts.inspects("visit", title)) == (asks, counts and not asks)
    assert counting.is_visit("visit", title, hosted=False, noted=False, prepared=False) is counts
