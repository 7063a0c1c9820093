"""Where a programme leads: each place once, the way back, and names that a driver or a reader there can read."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activities
from crm.audit.services import action
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents.blanks import blanks
from crm.documents.contents.names import place_called
from crm.handouts import queries as handouts
from crm.missions import queries as missions
from crm.places import queries as places
from crm.places import rules as place_rules
from crm.places.models import Place
from crm.wordings import queries as wordings
from crm.wordings import services as wordings_services
from tests.cast import user
from tests.contacts import book
from tests.documents.test_packs import IMPRINT, html, pack
from tests.insights import fairs
from tests.missions import voyage


def test_the_way_leads_back_to_where_one_leaves_from_and_to_no_place_where_others_land(
    session: scoped_session[Session],
) -> None:
    """The map ended at Tumen although one flew home from Yanji; another one showed where the guests' plane landed."""
    mission = voyage.mission()
    yanji, tumen, home = (book.place(code).id for code in (voyage.YANJI, voyage.TUMEN, voyage.MITSUKE))
    voyage.item(mission, place_id=yanji, day=date(2026, 12, 11))
    voyage.item(mission, place_id=tumen, day=date(2026, 12, 12))
    voyage.item(
        mission, kind="flight", title="帰国", day=date(2026, 12, 14), place_id=home, origin="延吉空港",
        destination="新潟空港",
    )  # fmt: skip
    way = pack(mission).way
    assert [spot.place.id for spot in way.spots] == [yanji, tumen]
    assert [spot.place.id for spot in way.stops] == [yanji, tumen, yanji]
    assert [day.day for day in way.spots[0].days] == [11, 14]
    shown = html(voyage.fresh(mission), chosen=["map"])
    assert shown.count("→") >= 2


def test_where_the_delegation_meets_at_home_is_no_place_that_it_visits(session: scoped_session[Session]) -> None:
    """An invitation asked for in Chinese named our own town among the places to be visited, and so did the map, the
    page, the call and the request for approval."""
    mission = voyage.mission()
    yanji, tumen, home = (book.place(code).id for code in (voyage.YANJI, voyage.TUMEN, voyage.MITSUKE))
    voyage.item(mission, kind="reception", title="結団式", place_id=home, day=date(2026, 12, 10))
    voyage.item(mission, place_id=yanji, day=date(2026, 12, 11))
    voyage.item(mission, place_id=tumen, day=date(2026, 12, 12))
    mission = voyage.fresh(mission)
    printed = pack(mission)
    assert [spot.place.id for spot in printed.way.spots] == [yanji, tumen]
    assert [place.id for place, _days in missions.stays(mission, printed.facts.entries)] == [yanji, tumen]
    assert [place.id for place in printed.facts.further] == [tumen]
    assert [place.id for place in activities.places(mission)] == [yanji, tumen]
    assert [place.id for place in handouts.call(mission, "zh-Hans", user=user()).places] == [yanji, tumen]


@pytest.mark.usefixtures("session")
def test_guests_visit_no_place_of_their_own_country_and_a_fair_at_home_is_visited() -> None:
    yanji, seoul, mitsuke, niigata = (Place(country=code) for code in ("CN", "KR", "JP", "JP"))
    assert [activities.goes_to("inbound", mitsuke, place) for place in (niigata, yanji, seoul)] == [True, False, False]
    assert [activities.goes_to("outbound", yanji, place) for place in (seoul, mitsuke)] == [True, False]
    assert activities.goes_to("outbound", niigata, mitsuke), "a fair in our own country"


def test_a_place_without_coordinates_is_listed_and_said_before_printing(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    for code in (voyage.YANJI, voyage.TUMEN):
        voyage.item(mission, place_id=book.place(code).id)
    with writing():
        with action(place_rules.CHANGED, by=None):
            db.session.get_one(Place, book.place(voyage.TUMEN).id).lat = None
        db.session.commit()
    assert "図們" in str(blanks(pack(mission, chosen=["map"]))[0])
    assert "地図に位置なし" in html(voyage.fresh(mission), chosen=["map"])


def test_an_airport_that_readers_cannot_read_is_asked_for_and_a_driver_reads_the_words_of_the_place(
    session: scoped_session[Session],
) -> None:
    for language, name, told in (
        ("zh-Hans", "秋田空港", ("秋田机场", True)),
        ("ja", "延吉机场", ("延吉空港", True)),
        ("ko", "秋田空港", ("秋田空港", False)),
        ("zh-Hans", "Narita", ("Narita", True)),
    ):
        words = wordings.in_language(language)
        shown = place_called(name, words)
        assert (shown[0], not words.met) == told
    mission = voyage.mission()
    voyage.item(mission, kind="reception", title="懇親会", venue="延吉 大宇飯店", place_id=book.place(voyage.YANJI).id)
    voyage.item(mission, kind="flight", title="便", origin="新潟空港", destination="仁川空港", flight_number="KE764")
    asked = contents.untranslated(pack(mission, language="ko", chosen=["flights"]), IMPRINT)
    assert {"新潟空港", "仁川空港"} <= set(asked.met)
    assert any("延吉 大宇飯店" in str(text) for text in blanks(pack(mission, chosen=["addresses"])))
    with writing():
        wordings_services.give("延吉 大宇飯店", language="zh-Hans", text="延吉 大宇饭店", by=None)
        db.session.commit()
    assert not any("大宇" in str(text) for text in blanks(pack(mission, chosen=["addresses"])))
    assert "延吉 大宇饭店" in html(voyage.fresh(mission), language="ja", chosen=["addresses"])


def test_whoever_interprets_can_be_called_and_hosts_have_the_timetable_and_a_number_of_ours(
    session: scoped_session[Session],
) -> None:
    mission = voyage.mission()
    hired = book.person("全英爱", contacts=[("wechat", "quan-yingai")])
    head = book.person("田邉 俊夫", "ja", contacts=[("mobile", "090-0000-1100")])
    voyage.delegate(mission, head, role="head")
    voyage.delegate(mission, book.person("今井 史子", "ja"), role="advisor")
    voyage.item(mission, interpreter_id=hired.id)
    shown = html(voyage.fresh(mission), audience="leader", chosen=["use"])
    assert ("quan-yingai" in shown, "2名（団長、顧問を含む）" in shown) == (True, True)
    theirs = html(voyage.fresh(mission), audience="host", chosen=["itinerary"])
    assert "90-0000-1100" in theirs
    assert "matching" not in rules.DOCUMENTS[rules.BRIEFING].readers["host"].withheld


def test_a_leader_reads_what_was_lost_and_expects_nothing_of_what_is_agreed(session: scoped_session[Session]) -> None:
    """900,000元／年 stood beside an expectation of 900,000元 for the same deal."""
    mission = voyage.mission()
    host, ours = book.organisation("延边海岳"), book.organisation("丸直ニット", "ja", country="JP")
    voyage.item(mission, host=host)
    for title, stage, value in (("毛衣", "lead executing", 900000), ("剪刀", "lead lost", 70000)):
        fairs.case(stage, ours=ours, theirs=host, title=title, value=Decimal(value), currency="CNY")
    shown = html(voyage.fresh(mission), audience="leader", chosen=["visits"])
    assert ("契約のとおり" in shown, "900,000" in shown, "不成立" in shown and "剪刀" in shown) == (True, False, True)
    assert "剪刀" not in html(voyage.fresh(mission), audience="member", chosen=["visits"])


def test_a_driver_to_the_airport_reads_the_words_of_where_the_flight_leaves(session: scoped_session[Session]) -> None:
    voyage.load_places()
    mission = voyage.mission(place_id=book.place(voyage.MITSUKE).id, direction="inbound", type="inbound_delegation")
    voyage.item(
        mission, kind="flight", title="帰路", origin="新潟空港", destination="上海",
        place_id=book.place(voyage.YANJI).id, timezone="Asia/Tokyo", end_timezone="Asia/Shanghai",
    )  # fmt: skip
    for language in ("ja", "zh-Hans"):
        shown = html(voyage.fresh(mission), chosen=["addresses"], language=language)
        card = shown.partition('class="theirs"')[2].partition("</p>")[0]
        assert "新潟空港" in card, language


def test_a_town_of_a_flight_is_known_without_its_ending(session: scoped_session[Session]) -> None:
    """延吉 → 成田 stood in Han on Korean paper, though 延吉市 has a Korean name."""
    voyage.load_places()
    assert places.called("延吉", "ko") == places.called("延吉市", "ko") != ""
    assert places.called("延", "ko") == ""
