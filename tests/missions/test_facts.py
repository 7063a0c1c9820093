"""What a mission looks like to a reader: days on the local calendar, what is missing, who is met."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.contacts.rules import AddressInput
from crm.core.database import writing
from crm.missions import queries
from crm.missions.services import VisitInput
from crm.places import queries as places
from crm.places import services as places_services
from tests import cast
from tests.contacts import book
from tests.missions import voyage


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return voyage.mission(objectives="委託販売の契約\n売場の視察")


def kinds(mission: Activity) -> list[str]:
    """What is missing but for the nights without a hotel and the numbers to call, which none of these missions has."""
    found = queries.fact(voyage.fresh(mission)).gaps
    return [gap.kind for gap in found if gap.kind not in ("night", "emergency")]


def test_items_stand_under_the_day_of_their_own_clock(mission: Activity) -> None:
    voyage.item(mission, title="夜便", kind="flight", day=date(2026, 12, 12), start=time(23, 30), end=time(23, 50))
    voyage.item(mission, title="朝", timezone="Asia/Tokyo", day=date(2026, 12, 12), start=time(0, 10), end=time(1))
    voyage.item(mission, title="到着", kind="transfer", day=date(2026, 12, 10))
    days = queries.days(voyage.fresh(mission))
    assert [(day.day.day, day.number, [e.item.title for e in day.entries]) for day in days] == [
        (10, 1, ["到着"]),
        (12, 3, ["朝", "夜便"]),
    ]


def test_an_empty_mission_misses_its_delegation_and_objectives(session: scoped_session[Session]) -> None:
    assert kinds(voyage.mission()) == ["programme", "delegation", "objectives"]


def test_a_visit_abroad_misses_interpreter_address_and_appointment(mission: Activity) -> None:
    voyage.delegate(mission)
    voyage.item(mission)
    assert kinds(mission) == ["interpreter", "address", "host", "appointment"]


def test_what_is_there_is_not_missed(mission: Activity) -> None:
    bureau = book.organisation(addresses=[AddressInput("延吉市人民路1886号", "zh-Hans")])
    voyage.delegate(mission, name="全 英愛", role="interpreter")
    voyage.item(mission, host=bureau, status="confirmed")
    assert kinds(mission) == []
    (day,) = queries.days(voyage.fresh(mission))
    assert day.entries[0].address == "延吉市人民路1886号"


def test_at_home_nobody_misses_an_interpreter_unless_guests_come_from_abroad(session: scoped_session[Session]) -> None:
    voyage.load_places()
    niigata = book.place(voyage.MITSUKE).id
    for direction, missed in (("outbound", False), ("inbound", True)):
        mission = voyage.mission(place_id=niigata, direction=direction, objectives="視察")
        voyage.delegate(mission, book.person("佐藤 花子", "ja"))
        voyage.item(mission, address="見附市", status="confirmed", timezone="Asia/Tokyo")
        assert ("interpreter" in kinds(mission)) is missed


def test_a_host_in_chinese_characters_without_a_reading_is_missed_once(mission: Activity) -> None:
    bureau = book.organisation()
    silent, spoken = book.person("边秀直", at=bureau), book.person("李明淑", at=bureau, reading="り めいしゅく")
    hangul = book.person("김성호", "ko", at=bureau)
    hosts = [silent.id, spoken.id, hangul.id]
    voyage.item(mission, host=bureau, hosts=hosts, status="confirmed", address="延吉市")
    voyage.item(mission, host=bureau, hosts=hosts, day=date(2026, 12, 14), status="confirmed", address="延吉市")
    gaps = [gap for gap in queries.fact(voyage.fresh(mission)).gaps if gap.kind == "reading"]
    assert [(gap.person_id, str(gap.text)) for gap in gaps] == [(silent.id, "边秀直 has no reading.")]


def test_kana_that_runs_on_is_missed_unless_latin_letters_are_there(mission: Activity) -> None:
    told = {"reading": "さたけたろう"}
    running = book.person("佐竹 太郎", "ja", **told)
    written = book.person("佐竹 太郎", "ja", forms=[("latin_passport", "en", "SATAKE Taro")], **told)
    for person in (running, written, book.person("佐竹 太郎", "ja", reading="さたけ たろう")):
        voyage.delegate(mission, person)
    gaps = [gap for gap in queries.fact(voyage.fresh(mission)).gaps if gap.kind == "undivided"]
    assert [gap.person_id for gap in gaps] == [running.id]


def test_overlapping_tentative_items_are_one_gap_and_marked(mission: Activity) -> None:
    naoki = voyage.delegate(mission)
    voyage.item(mission, kind="transfer", title="移動")
    voyage.item(mission, kind="meal", title="昼食", people=[naoki.id], address="延吉冷面馆", start=time(9, 30))
    facts = queries.fact(voyage.fresh(mission))
    (clash,) = (gap for gap in facts.gaps if gap.kind == "clash")
    assert str(clash.text) == "Fri 11 Dec: “移動” and “昼食” overlap for 髙橋 直樹."
    assert all(entry.clashing for entry in facts.entries)


def test_whoever_did_not_come_has_no_seat(mission: Activity) -> None:
    voyage.delegate(mission)
    voyage.delegate(mission, name="佐野 奈緒", status="absent")
    voyage.item(mission)
    facts = queries.fact(voyage.fresh(mission))
    seating = queries.seating(facts.visits[0], facts.delegation, "ja")
    assert [guest.name for _seat, guest in seating.guests] == ["髙橋 直樹"]


def test_whoever_cancelled_goes_nowhere_and_clashes_with_nothing(mission: Activity) -> None:
    goes, ill = voyage.delegate(mission), voyage.delegate(mission, name="佐野 奈緒", status="cancelled")
    voyage.item(mission, people=[goes.id, ill.id], visit=VisitInput(presenter_id=ill.id))
    voyage.item(mission, title="別の訪問", people=[ill.id])
    facts = queries.fact(voyage.fresh(mission))
    assert [[part.id for part in entry.people] for entry in facts.entries] == [[goes.id], [ill.id]]
    seating = queries.seating(facts.visits[0], facts.delegation, "ja")
    assert [guest.name for _seat, guest in seating.guests] == ["髙橋 直樹"]
    assert facts.visits[0].presenter is None
    assert "clash" not in kinds(mission)


def test_days_off_of_the_host_country_are_noticed_but_a_working_saturday_is_no_gap(
    session: scoped_session[Session],
) -> None:
    with writing():
        places_services.load_holidays(places.own_data("holidays"), by=None)
        session.commit()
    mission = voyage.mission(start_on=date(2026, 10, 4), end_on=date(2026, 10, 10), objectives="視察")
    voyage.delegate(mission, role="interpreter")
    voyage.item(mission, day=date(2026, 10, 5), address="延吉市", status="confirmed")
    voyage.item(mission, day=date(2026, 10, 10), address="延吉市", status="confirmed")
    facts = queries.fact(voyage.fresh(mission))
    assert [entry.notice.kind for entry in facts.entries if entry.notice] == ["public", "makeup_workday"]
    assert [(gap.kind, "National Day" in str(gap.text)) for gap in facts.gaps if gap.kind == "holiday"] == [
        ("holiday", True)
    ]


def test_cancelled_items_miss_nothing_and_are_no_visits(mission: Activity) -> None:
    voyage.delegate(mission)
    voyage.item(mission, status="cancelled")
    facts = queries.fact(voyage.fresh(mission))
    assert kinds(mission) == []
    assert facts.visits == []


def test_facts_name_everyone_we_meet_once_with_the_title_held_there(mission: Activity) -> None:
    bureau = book.organisation()
    li = book.person("李明淑", at=bureau, title="科长")
    head = voyage.delegate(mission, role="head")
    voyage.item(mission, host=bureau, hosts=[li.id], agenda="一\n二", purpose="表敬")
    voyage.item(mission, host=bureau, hosts=[li.id], day=date(2026, 12, 14))
    facts = queries.facts(mission.id, user=cast.user())
    assert facts.head is not None
    assert facts.head.id == head.id
    assert [(host.person.id, host.title, host.needs_reading) for host in facts.hosts] == [(li.id, "科长", True)]
    assert [(visit.appointment, list(visit.agenda)) for visit in facts.visits] == [
        ("asked", ["一", "二"]),
        ("asked", []),
    ]
    assert facts.objectives == ["委託販売の契約", "売場の視察"]


def test_on_the_way_the_next_item_stands_first_and_the_hotel_last(mission: Activity) -> None:
    voyage.item(mission, kind="hotel", title="宿", start=time(0, 0), end=time(23, 0))
    voyage.item(mission, title="商務局")
    voyage.item(mission, kind="meal", title="昼食", start=time(12), end=time(13))
    activity = voyage.fresh(mission)
    entries = queries.entries(activity, queries.items(activity.id))
    before = queries.at(activity, entries, datetime(2026, 12, 11, 0, 42, tzinfo=UTC))
    assert before.current is not None
    assert (before.current.item.title, before.running, before.minutes) == ("商務局", False, 18)
    assert {entry.item.title for entry in before.later} == {"宿", "昼食"}
    during = queries.at(activity, entries, datetime(2026, 12, 11, 1, 30, tzinfo=UTC))
    assert during.running
    assert during.minutes is None
    after = queries.at(activity, entries, datetime(2026, 12, 12, 12, 0, tzinfo=UTC))
    assert after.current is None


def test_whoever_received_us_was_met_also_where_only_other_talks_were_logged(mission: Activity) -> None:
    hosts = [book.person(name) for name in ("朴光洙", "李明")]
    first, second = (
        voyage.item(mission, hosts=[host.id], day=date(2026, 12, 11 + n), status="done") for n, host in enumerate(hosts)
    )
    voyage.item(mission, hosts=[book.person("金成").id], day=date(2026, 12, 14), start=time(15), end=time(16))
    facts = queries.fact(voyage.fresh(mission))
    assert facts.received(apart=[second.id]) == {hosts[0].id}
    assert facts.received(apart=[]) == {host.id for host in hosts}, "nobody of what is only planned"


def test_a_name_known_in_one_script_only_is_missed_as_is_a_visit_to_nobody(mission: Activity) -> None:
    firm = book.organisation("延边海达")
    people = [
        book.person("PIAO MINGZHE", "en", at=firm), book.person("김영희", "ko"), book.person("Ann Smith", "en"),
        book.person("朴哲", forms=[("latin_passport", "en", "PIAO ZHE")]),
    ]  # fmt: skip
    at_firm: dict[str, Any] = {"host": firm, "status": "confirmed", "address": "延吉市"}
    miller = book.person("John Miller", "en", at=firm)
    voyage.item(mission, hosts=[*(person.id for person in people[:2]), miller.id], **at_firm)
    voyage.item(mission, title="図們 国境の橋 視察", day=date(2026, 12, 14), status="confirmed", address="図們市")
    voyage.item(mission, title="水産加工組合 訪問", day=date(2026, 12, 12), status="confirmed", address="図們市")
    for person in people[2:]:
        voyage.delegate(mission, person)
    gaps = queries.fact(voyage.fresh(mission)).gaps
    script = [gap.person_id for gap in gaps if gap.kind == "script"]
    assert script == [person.id for person in people[:2]], "John Miller is written in no characters"
    assert ["水産加工組合" in str(gap.text) for gap in gaps if gap.kind == "host"] == [True]
    voyage.delegate(mission, book.person("王 志強", "ja"))
    kana = book.person("キム スヨン", "ko")
    voyage.delegate(mission, kana)
    told = [gap.person_id for gap in queries.fact(voyage.fresh(mission)).gaps if gap.kind == "script"]
    assert told == [person.id for person in [*people[:2], kana]], "kana of which no Latin letters follow"
    unread = [str(gap.text) for gap in queries.fact(voyage.fresh(mission)).gaps if gap.kind == "reading"]
    assert unread[-1] == "王 志強 has no reading.", "of our own people as well"


def test_two_of_one_name_are_told_apart_by_whom_they_stand_for_wherever_they_lack_something(mission: Activity) -> None:
    bureau, firm = book.organisation("延吉市商务局"), book.organisation("延边海达")
    namesakes = [book.person("李伟", at=bureau), book.person("李伟", at=firm)]
    voyage.delegate(mission, namesakes[0], organisation_id=bureau.id)
    voyage.item(mission, host=firm, hosts=[namesakes[1].id], status="confirmed", address="延吉市")
    voyage.delegate(mission, book.person("王海龙", at=firm), organisation_id=firm.id)
    gaps = queries.fact(voyage.fresh(mission)).gaps
    assert sorted(str(gap.text) for gap in gaps if gap.kind == "reading") == [
        "李伟 · 延吉市商务局 has no reading.", "李伟 · 延边海达 has no reading.", "王海龙 has no reading.",
    ]  # fmt: skip


def test_one_line_asks_for_the_address_of_a_venue_and_one_for_whatever_has_no_venue(mission: Activity) -> None:
    planned = [
        ("経済交流会議", "延辺白山ホテル", "conference"), ("首脳会談", "延辺白山ホテル", "leaders_talks"),
        ("歓迎会", "", "reception"), ("西市場 視察", "", "visit"), ("夕食会", "海蘭江飯店", "meal"),
    ]  # fmt: skip
    for number, (title, venue, kind) in enumerate(planned):
        voyage.item(mission, title=title, venue=venue, kind=kind, start=time(9 + number), end=time(9 + number, 30))
    told = [str(gap.text) for gap in queries.fact(voyage.fresh(mission)).gaps if gap.kind == "address"]
    assert [[each for each in ("会議", "会談", "歓迎", "西市場", "夕食") if each in line] for line in told] == [
        ["会議", "会談"], ["歓迎", "西市場"], ["夕食"]
    ]  # fmt: skip


def test_a_dinner_in_a_town_that_was_told_lacks_its_venue_alone_and_an_empty_itinerary_is_a_gap(
    mission: Activity,
) -> None:
    assert [gap.kind for gap in queries.fact(voyage.fresh(mission)).gaps].count("programme") == 1
    for title, kind, place in (("夕食会", "meal", mission.place_id), ("企業訪問", "visit", mission.place_id)):
        voyage.item(mission, title=title, kind=kind, place_id=place, start=time(18), end=time(19))
    gaps = queries.fact(voyage.fresh(mission)).gaps
    told = [str(gap.text) for gap in gaps if gap.kind == "address"]
    assert [("夕食" in line, "no address" in line) for line in told] == [(False, True), (True, False)]
    assert not any(gap.kind == "programme" for gap in gaps)
