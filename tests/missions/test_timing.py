"""Clocks wherever they stand, and the gaps of time: other days are marked, nights, ways and doubtful hours are told."""

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.missions import queries
from crm.missions.models import ItineraryItem
from crm.missions.rules import airports, fields_of, spans, timing
from crm.missions.rules.timing import Stop
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import activity_of, posted, text

DAY = date(2026, 12, 10)


@pytest.mark.once
@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-12-10T09:00", "2026-12-10T10:00", "09:00–10:00"),
        ("2026-12-10T23:30", "2026-12-11T06:15", "12/10 23:30–12/11 06:15 (+1)"),
        ("2026-12-09T23:30", "2026-12-10T00:30", "12/09 23:30 (-1)–12/10 00:30"),
        (None, "2026-12-10T14:05", "–14:05"),
        ("2026-12-10T14:55", None, "14:55–"),
        (None, "2026-12-11T02:00", "–12/11 02:00 (+1)"),
    ],
)
def test_clocks_of_another_day_carry_their_date(start: str | None, end: str | None, shown: str) -> None:
    assert spans.span(DAY, *(datetime.fromisoformat(at) if at else None for at in (start, end))) == shown


@pytest.mark.once
def test_an_end_alone_stays_an_end_where_only_the_first_clock_stands() -> None:
    """An overview said 14:05 of a flight that lands then: readers took it for when it leaves."""
    days = {"wall_start": "2026-10-31T14:05", "wall_end": "2026-10-31T14:05"}
    walls = {"starts_at": clock.from_wall(datetime(2026, 10, 31, 14, 5), "Asia/Tokyo")}
    lands = ItineraryItem(**days, **walls, ends_at=walls["starts_at"], open_clock="start")
    leaves = ItineraryItem(**days, **walls, ends_at=walls["starts_at"], open_clock="end")
    assert [item.first_clock for item in (lands, leaves)] == ["–14:05", "14:05"]
    assert [item.starts_on("Asia/Shanghai") for item in (lands, leaves)] == ["–13:05", "13:05"]


@pytest.mark.once
def test_nights_are_covered_by_beds_and_night_trains() -> None:
    days = [date(2026, 12, n) for n in range(10, 15)]
    assert timing.bare_nights(days[0], days[4], [(days[0], days[2]), (days[3], days[3])]) == [days[2]]
    assert timing.bare_nights(days[0], days[0], []) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("first", "second", "minutes", "tight"),
    [
        ("flight", "courtesy_call", 85, True),
        ("flight", "courtesy_call", 90, False),
        ("flight", "transfer", 20, True),
        ("flight", "transfer", 30, False),
        ("flight", "flight", 50, True),
        ("visit", "flight", 110, True),
        ("transfer", "flight", 60, False),
        ("visit", "visit", 5, True),
        ("visit", "transfer", 0, False),
    ],
)
def test_what_follows_too_soon_is_tight(first: str, second: str, minutes: int, tight: bool) -> None:  # expected
    at = [datetime(2026, 12, 10, 10), datetime(2026, 12, 10, 10 + minutes // 60, minutes % 60)]
    stops = [Stop(1, first, at[0], at[0], "県庁"), Stop(2, second, at[1], None, "市役所")]
    assert bool(timing.tight(stops, travellers=5)) is tight


@pytest.mark.once
def test_a_group_needs_longer_after_landing() -> None:
    landed, received = datetime(2026, 12, 10, 14, 5), datetime(2026, 12, 10, 15, 50)
    stops = [Stop(1, "flight", None, landed), Stop(2, "visit", received, None)]
    assert timing.tight(stops, travellers=5) == []
    assert [each.needed for each in timing.tight(stops, travellers=19)] == [120]


def test_doubtful_days_and_clocks_are_gaps_with_the_item_to_mend(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察")
        voyage.item(mission, kind="flight", title="行き", day=date(2026, 12, 10), start=time(10), end=time(15),
                    timezone="Asia/Tokyo", end_timezone="Asia/Shanghai")  # fmt: skip
        early = voyage.item(mission, title="到着前", day=date(2026, 12, 10), start=time(11), end=time(12))
        night = voyage.item(mission, title="深夜", start=time(3), end=time(4))
        other = voyage.item(mission, title="時計違い", start=time(14), end=time(15), timezone="Asia/Tokyo")
        voyage.item(mission, kind="flight", title="帰り", day=date(2026, 12, 14), start=time(12), end=None)
        late = voyage.item(mission, title="出発後", day=date(2026, 12, 14), start=time(17), end=time(18))
        voyage.item(mission, kind="hotel", title="宿", day=date(2026, 12, 10), end_day=date(2026, 12, 13))
        found = queries.fact(voyage.fresh(mission)).gaps
        assert [gap.item_id for gap in found if gap.kind == "day"] == [early.id, night.id, other.id, late.id]
        assert [(str(gap.text), gap.day) for gap in found if gap.kind == "night"] == [
            ("No hotel for the night of: Sun 13 Dec", date(2026, 12, 13))
        ]
        assert [gap.kind for gap in found].count("clock") == 1


def test_who_lands_at_one_airport_of_a_city_and_leaves_from_another_needs_a_transfer(app: Flask) -> None:
    def gaps() -> list[str]:
        return [str(gap.text) for gap in queries.fact(voyage.fresh(trip)).gaps if gap.kind == "transfer"]

    def add(title: str, begins: time, ends: time, way: str = "", *, day: int = 10, kind: str = "flight") -> None:
        origin, _, destination = way.partition("-")
        voyage.item(trip, kind=kind, title=title, start=begins, end=ends, origin=origin, destination=destination,
                    day=date(2026, 12, day), timezone="Asia/Tokyo")  # fmt: skip

    with app.app_context():
        trip = voyage.mission(objectives="視察")
        add("NH404", time(9, 35), time(10, 45), "秋田-羽田")
        add("昼食", time(11, 30), time(12, 30), kind="meal")
        add("CZ628", time(15, 20), time(17), "成田空港-長春")
        add("CZ627", time(10), time(14), "長春-成田", day=14)
        add("NH405", time(17), time(18), "Narita-秋田", day=14)
        (gap,) = gaps()
        assert "no transfer from where “NH404” lands to where “CZ628” leaves" in gap
        add("バス", time(12, 50), time(14), kind="transfer")
        assert gaps() == []
    assert airports.are_apart("Haneda (HND)", "成田空港")
    assert not airports.are_apart("羽田空港", "羽田")
    assert not airports.are_apart("東京", "羽田")


def test_who_lands_at_ten_past_one_still_needs_a_bed_and_who_lands_at_six_does_not(app: Flask) -> None:
    def bare(landing: time, checks_in: time = time(14), *, flies_on: bool = False) -> list[str]:
        mission = voyage.mission(objectives="視察")
        voyage.item(
            mission, kind="flight", day=date(2026, 12, 10), start=time(22), end=landing, end_day=date(2026, 12, 11)
        )
        voyage.item(
            mission, kind="hotel", day=date(2026, 12, 11), start=checks_in, end=time(9), end_day=date(2026, 12, 13)
        )
        voyage.item(
            mission, kind="flight", day=date(2026, 12, 13), start=time(22), end=landing, end_day=date(2026, 12, 14)
        )
        if flies_on:
            voyage.item(mission, kind="flight", day=date(2026, 12, 14), start=time(9, 30), end=time(11))
        return [str(gap.text) for gap in queries.fact(voyage.fresh(mission)).gaps if gap.kind == "night"]

    with app.app_context():
        assert bare(time(1, 10)) == ["No hotel for the night of: Thu 10 Dec"], "that of the way home needs none"
        assert bare(time(1, 10), checks_in=time(2)) == bare(time(6)) == []
        assert bare(time(3, 45)) == [], "the night was spent on the way"
        assert bare(time(1, 10), flies_on=True) == ["No hotel for the night of: Thu 10 Dec, Sun 13 Dec"], (
            "not home by it yet"
        )


def test_a_flight_over_midnight_is_marked_wherever_it_stands(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
        item = voyage.item(activity_of(mission), kind="flight", title="夜便", flight_number="KE769", origin="延吉",
                           destination="仁川", start=time(23, 30), end=time(3), day=date(2026, 12, 12),
                           end_day=date(2026, 12, 13), end_timezone="Asia/Seoul").id  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-12-12T12:00+00:00"))
    cast.sign_in(client, language="ja")
    local, home = "12/12 23:30–12/13 03:00 (+1)", "12/13 00:30 (+1)–12/13 03:00 (+1)"
    for path in (f"{mission}/itinerary", f"{mission}/today", f"{mission}/itinerary/2026-12-12", f"items/{item}"):
        assert local in text(client, f"/missions/{path}"), path
    for path in (f"{mission}/itinerary", f"{mission}/itinerary/2026-12-12"):
        assert home in text(client, f"/missions/{path}"), path
    assert "KE769 延吉 → 仁川" in text(client, f"/missions/items/{item}")


def test_the_form_shows_first_what_its_kind_needs_and_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    new = f"/missions/{mission}/items/new"
    for kind in ("flight", "hotel", "visit"):
        first, folded = text(client, f"{new}?kind={kind}").split("<summary>Fields for other kinds of items")
        assert all(f'name="{name}' in first for name in fields_of(kind)), kind
        assert 'name="rooms"' in (first if kind == "hotel" else folded)
        assert 'name="gifts"' in (first if kind == "visit" else folded)
    typed = {"kind": "hotel", "state": "confirmed", "title": "延吉見本大酒店", "title_language": "ja"}
    answer = posted(client, new, typed | {"day": "2026-12-10", "start": "", "end": "", "show-kind": "1"})
    assert answer.status_code == 200
    assert "延吉見本大酒店" in answer.get_data(as_text=True)
    sent = typed | {"day": "2026-12-10", "start": "16:00", "end": "09:00", "nights": "3", "rooms": "11"}
    assert posted(client, new, sent).status_code == 303
    with app.app_context():
        (item,) = queries.items(mission)
        assert (item.clocks, item.rooms) == ("12/10 16:00–12/13 09:00 (+3)", 11)
    shown = text(client, f"/missions/items/{item.id}/edit")
    assert 'name="nights" type="text" value="3"' in shown or 'name="nights" type="number" value="3"' in shown


def test_the_places_of_the_mission_stand_before_the_others(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission().id
        tumen = book.place(voyage.TUMEN).id
        voyage.item(activity_of(mission), place_id=tumen)
        first = {tumen, activity_of(mission).place_id}
    cast.sign_in(client)
    shown = text(client, f"/missions/{mission}/items/new").split('name="place_id"')[1].split("</select>")[0]
    assert {int(id) for id in re.findall(r'value="(\d+)"', shown)[:2]} == first


def test_guests_have_their_clock_beside_ours_also_where_only_their_country_is_known(app: Flask) -> None:
    with app.app_context():
        voyage.load_places()
        bureau = book.organisation("延边朝鲜族自治州商务局")
        home = book.place(voyage.MITSUKE).id
        inbound: dict[str, Any] = {"type": "inbound_delegation", "direction": "inbound", "place_id": home}
        assert queries.other_zone(voyage.mission(**inbound, sender_organisation_id=bureau.id)) == "Asia/Shanghai"
        assert queries.other_zone(voyage.mission(**inbound)) == "", "ours alone is no second clock"
        both = voyage.mission(**inbound, sender_organisation_id=bureau.id)
        sokcho = book.organisation("속초상공회의소", "ko", country="KR")
        voyage.delegate(both, book.person("박은숙", "ko"), organisation_id=sokcho.id)
        both = voyage.fresh(both)
        assert queries.other_zone(both) == "Asia/Shanghai", "that of who sends them, wherever some of them come from"
        several = voyage.mission(**inbound)
        for body in (bureau, sokcho):
            voyage.delegate(several, book.person("金 明", "ja"), organisation_id=body.id)
        several = voyage.fresh(several)
        assert queries.other_zone(several) == "", "guests of two countries have no one clock"
        assert queries.zone_of_guests(both, [sokcho]) == "Asia/Seoul"
        honolulu = book.organisation("Honolulu Pacific Trade Council", "en", country="US")
        assert queries.zone_of_guests(both, [honolulu]) == "", "nothing tells on which clock of its country it is"
