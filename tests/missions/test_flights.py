"""A journey that begins on one clock and ends on another: what the ticket says is what is typed and shown."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.documents.contents import Imprint, bare_html, filled
from crm.documents.rules import wish
from crm.missions import queries, services
from crm.missions.models import ItineraryItem
from crm.missions.rules import airports
from crm.missions.rules.patterns import PATTERNS, clocks
from crm.missions.services import templates
from tests import cast
from tests.missions import voyage
from tests.missions.browser import posted, text, yanji
from tests.missions.test_item_pages import ITEM

TICKET: dict[str, Any] = {
    "kind": "flight", "title": "新潟から延吉へ", "day": voyage.FIRST, "start": time(10, 30), "end": time(15, 10),
    "timezone": "Asia/Tokyo", "end_timezone": "Asia/Shanghai",
}  # fmt: skip


def flight(mission: Activity, **changes: Any) -> ItineraryItem:
    return voyage.item(mission, **(TICKET | changes))


def test_the_route_stands_beside_a_title_in_any_language_that_does_not_tell_it() -> None:
    flight = ItineraryItem(flight_number="KE769", origin="仁川", destination="秋田空港")
    told = ("秋田空港着（仁川から KE769便）", "抵达秋田机场（KE769 自仁川）", "KE769 仁川 → 秋田")
    assert [flight.route_beside(title) for title in told] == ["", "", ""]
    assert flight.route_beside("抵达秋田机场（KE769）") == flight.route_beside("秋田到着") == "KE769 仁川 → 秋田空港"


def test_the_times_of_the_ticket_stand_on_the_pages_in_the_pack_and_in_the_calendar(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission()
        item = flight(mission)
        assert item.ends_at - item.starts_at == timedelta(hours=5, minutes=40)
        id, item_id = mission.id, item.id
        for title, number in (("新潟空港着（仁川から KE763便）", "KE763"), ("新潟着", "KE765")):
            landing = TICKET | {"title": title, "flight_number": number, "origin": "仁川", "destination": "新潟空港"}
            voyage.item(mission, **landing | {"day": voyage.LAST})
        pack = filled(wish(id, kind="briefing", language="ja"), user=cast.user())
        printed = bare_html(pack, Imprint("1", 1, date(2026, 12, 1), "小林"))
        event = Calendar.from_ical(queries.calendar(voyage.fresh(mission), language="ja")).walk("VEVENT")[0]
    assert re.search(r'<b>10:30–15:10</b>\s*<small\s+class="legs">日本\s*→\s*中国</small>', printed)
    assert "KE765 仁川 → 新潟空港" in printed
    assert "KE763 仁川 → 新潟空港" not in printed, "its title tells that already, in the list of flights, too"
    lands: datetime = event.decoded("DTEND")
    assert (str(lands.tzinfo), f"{lands:%H:%M}") == ("Asia/Shanghai", "15:10")
    cast.sign_in(client)
    for page in (f"/missions/{id}/itinerary", f"/missions/{id}/itinerary/{voyage.FIRST}"):
        shown = text(client, page)
        assert "10:30–15:10" in shown
        assert "10:30–16:10" in shown  # at home
        assert "Japan → China" in shown
    assert '<option selected value="Asia/Shanghai">' in client.get(f"/missions/items/{item_id}/edit").get_data(True)


def test_it_may_land_before_it_took_off_by_the_clocks_but_not_in_truth(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    flight(mission, title="対馬から", start=time(10, 30), end=time(10))
    with pytest.raises(Refused) as refusal:
        flight(mission, start=time(10, 30), end=time(9))
    assert refusal.value.field == "end"
    with pytest.raises(Refused) as refusal:
        flight(mission, end_timezone="Asia/Nowhere")
    assert refusal.value.field == "end_timezone"


def test_the_next_mission_and_a_template_keep_both_clocks(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    flight(mission)
    with writing():
        kept = templates.save_template(voyage.fresh(mission), name="型", by=cast.user())
        db.session.flush()
        made = services.from_template(
            kept, names={"ja": "第8回"}, start_on=date(2027, 12, 9), place_id=mission.place_id, by=cast.user()
        )
        db.session.commit()
    (item,) = queries.items(made.id)
    assert (item.wall_start, item.timezone) == ("2027-12-09T10:30", "Asia/Tokyo")
    assert (item.wall_end, item.end_zone) == ("2027-12-09T15:10", "Asia/Shanghai")


def test_the_journeys_of_our_patterns_leave_from_home_and_those_of_guests_stay_on_the_clock_of_the_place() -> None:
    there, *_rest, back = [item for item in PATTERNS["trade_mission"].items if item.kind == "flight"]
    ours, guests = PATTERNS["trade_mission"], PATTERNS["inbound_delegation"]
    assert clocks(ours, there, "Asia/Shanghai", "Asia/Tokyo") == ("Asia/Tokyo", "Asia/Shanghai")
    assert clocks(ours, back, "Asia/Shanghai", "Asia/Tokyo") == ("Asia/Shanghai", "Asia/Tokyo")
    assert {clocks(guests, item, "Asia/Tokyo", "Asia/Tokyo") for item in guests.items} == {("Asia/Tokyo", "Asia/Tokyo")}


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "language", "told"),
    [("秋田空港", "zh-Hans", "秋田机场"), ("延吉朝阳川机场", "ja", "延吉朝陽川空港"), ("関西", "zh-Hans", "关西"),
     ("羽田空港", "ko", "羽田空港"), ("Narita Airport", "zh-Hans", "Narita Airport")],
)  # fmt: skip
def test_an_airport_in_chinese_characters_is_called_as_its_readers_call_it(name: str, language: str, told: str) -> None:
    assert airports.named_in(name, language) == told


def test_a_flight_typed_by_hand_is_where_it_lands_and_an_end_on_the_day_after_is_asked_for(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    sent = ITEM | {"kind": "flight", "place_id": yanji(app), "title": "往路", "origin": "羽田", "start": "22:50"}
    refused = posted(client, f"/missions/{mission}/items/new", sent | {"destination": "仁川", "end": "01:20"})
    assert refused.status_code == 422
    assert "enter that day under “Ends on another day”" in refused.get_data(as_text=True)
    for destination, end in (("仁川", "23:50"), ("延吉", "23:55")):
        told = sent | {"destination": destination, "end": end, "title": destination}
        assert posted(client, f"/missions/{mission}/items/new", told).status_code == 303
    with app.app_context():
        assert {item.title: item.place_id for item in queries.items(mission)} == {"仁川": None, "延吉": int(yanji(app))}
