"""Items of which only the day is known: they have their place, an open time, and clash with nothing."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.documents.contents import Imprint, bare_html, filled
from crm.documents.rules import wish
from crm.home import queries as home
from crm.missions import queries, services
from crm.missions.models import ItineraryItem
from crm.missions.rules.untimed import held
from crm.missions.services import Shift, templates
from tests import cast
from tests.missions import voyage
from tests.missions.browser import text
from tests.missions.test_pasting import fields_in

DAY = date(2026, 12, 11)
NIGHT_BEFORE = datetime(2026, 12, 10, 20, tzinfo=UTC)


def untimed(mission: Activity, **changes: Any) -> ItineraryItem:
    return voyage.item(mission, **({"start": None, "end": None} | changes))


def order(mission: Activity) -> list[str]:
    return [f"{item.title} {item.clocks}" for item in queries.items(mission.id)]


@pytest.fixture
def planned(app: Flask) -> int:
    """A confirmed morning, a factory some time after it, and an evening."""
    with app.app_context():
        mission = voyage.mission(objectives="視察")
        voyage.item(mission, title="州政府", status="confirmed")
        untimed(mission, title="午後 工場", holds=time(10, 1), status="confirmed", purpose="ラインを見る")
        voyage.item(mission, title="夕食会", kind="reception", start=time(18), end=time(20), status="confirmed")
        return mission.id


@pytest.mark.once
def test_a_line_without_a_clock_stands_where_the_programme_has_it() -> None:
    nine, six = time(9), time(18)
    lines = [(DAY, None, None), (DAY, nine, time(11)), (DAY, None, None), (DAY, None, None), (DAY, None, six)]
    assert held(lines) == [time(8), None, time(9, 1), time(9, 2), None]
    assert held([(DAY, None, None), (DAY, time(7), None)]) == [time(6, 59), None]
    assert held([(DAY, None, None), (None, None, None), (DAY, None, None)]) == [time(8), None, time(8, 1)]
    assert held([(DAY, time(23, 59), None), (DAY, None, None)])[1] == time(23, 59), "never on another day"


def test_it_clashes_with_nothing_and_is_a_gap(planned: int, session: Any) -> None:
    mission = voyage.fresh_in(planned)
    untimed(mission, title="視察", holds=time(9, 30), status="confirmed")
    found = queries.fact(voyage.fresh(mission))
    assert not any(entry.clashes for entry in found.entries)
    told = [str(gap.text) for gap in found.gaps if gap.kind in ("clock", "day", "tight")]
    assert told == ["Fri 11 Dec 視察: no time yet.", "Fri 11 Dec 午後 工場: no time yet."]


def test_pages_packs_and_calendars_say_that_the_time_is_open(
    app: Flask, client: FlaskClient, planned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        mission = voyage.fresh(voyage.fresh_in(planned))
        _first, item, _last = queries.items(planned)
        pack = filled(wish(planned, kind="briefing", language="ja"), user=cast.user())
        printed = bare_html(pack, Imprint("1", 1, DAY, "小林"))
        events = Calendar.from_ical(queries.calendar(mission, language="ja")).walk("VEVENT")
        now = queries.at(mission, queries.fact(mission).entries, datetime(2026, 12, 11, 13, tzinfo=UTC))
        coming = home.appointments(cast.user(), moment=datetime(2026, 12, 11, 9, 30, tzinfo=UTC))
    assert "時刻未定" in printed
    assert "10:01" not in printed, "what holds its place is no clock"
    assert events[1].decoded("DTSTART") == DAY
    assert (now.current and now.current.item.title, now.running, now.minutes) == ("午後 工場", False, None)
    assert [each.item.title for each in coming if each.item] == ["午後 工場", "夕食会"], "it may still come"
    monkeypatch.setattr("crm.core.clock.now", lambda: NIGHT_BEFORE)
    cast.sign_in(client)
    for page in (
        f"/missions/{planned}/itinerary", f"/missions/{planned}/itinerary/{DAY}", f"/missions/{planned}/today",
        f"/missions/items/{item.id}", f"/missions/{planned}/visits", "/home/panels/coming",
    ):  # fmt: skip
        shown = text(client, page)
        assert "ime open" in shown, page
        assert not any(clock in shown for clock in ("10:01", "11:01", "23:59")), page
    form = text(client, f"/missions/items/{item.id}/edit")
    sent = fields_in(form)
    assert (sent["start"], sent["end"]) == ("", "")
    assert client.post(f"/missions/items/{item.id}/edit", data=sent).status_code == 303
    with app.app_context():
        assert order(mission)[1] == "午後 工場 –", "saved anew it stands where it stood"


def test_moving_it_changes_no_clock_and_moving_others_leads_past_it(planned: int, session: Any) -> None:
    mission = voyage.fresh_in(planned)
    morning, factory, evening = queries.items(planned)

    def shift(item: ItineraryItem, wanted: Shift) -> list[str]:
        with writing():
            services.shift_item(voyage.fresh_in(planned), voyage.anew(item), wanted, by=None)
            db.session.commit()
        return order(mission)

    assert shift(factory, Shift(before=morning.id)) == ["午後 工場 –", "州政府 09:00–10:00", "夕食会 18:00–20:00"]
    assert shift(factory, Shift(places=1)) == ["州政府 09:00–10:00", "午後 工場 –", "夕食会 18:00–20:00"]
    assert shift(morning, Shift(places=1)) == ["午後 工場 –", "州政府 09:00–10:00", "夕食会 18:00–20:00"]
    assert shift(factory, Shift()) == ["州政府 09:00–10:00", "夕食会 18:00–20:00", "午後 工場 –"]
    assert {item.status for item in queries.items(planned)} == {"confirmed"}, "nothing has to be agreed anew"
    assert shift(factory, Shift(day=voyage.FIRST))[0] == "午後 工場 –"
    moved = queries.item(factory.id, user=cast.user())
    assert (moved.day, moved.wall_end, moved.status) == (voyage.FIRST, "2026-12-10T23:59", "informal_yes")
    assert shift(evening, Shift(before=morning.id))[1:] == ["夕食会 09:00–11:00", "州政府 19:00–20:00"]


def test_what_has_no_clock_stays_between_its_neighbours_when_one_of_them_gets_its_clock(session: Any) -> None:
    mission = voyage.mission()
    first, seminar, signing, dinner = [
        untimed(mission, title=title, holds=at)
        for title, at in zip(("首脳会談", "セミナー", "調印式", "夕食会"), held([(DAY, None, None)] * 4), strict=True)
    ]
    night = untimed(mission, title="翌日", day=date(2026, 12, 12), holds=time(8))

    def give(item: ItineraryItem, at: time | None) -> list[str]:
        with writing():
            wanted = voyage.item_plan(title=item.title, start=at, end=None)
            services.change_item(voyage.fresh_in(mission.id), voyage.anew(item), wanted, by=None)
            db.session.commit()
        return [text.split()[0] for text in order(mission)]

    pasted = ["首脳会談", "セミナー", "調印式", "夕食会", "翌日"]
    assert give(first, time(9)) == pasted
    assert give(dinner, time(19)) == pasted
    assert give(seminar, time(10)) == pasted
    assert give(seminar, time(10, 30)) == pasted, "the next one goes behind it once more"
    assert give(seminar, None) == pasted
    assert give(first, time(20)) == ["セミナー", "調印式", "夕食会", "首脳会談", "翌日"], (
        "it passed one that has a clock"
    )
    assert queries.item(night.id, user=cast.user()).version == 1
    with writing():
        wanted = Shift(at=datetime.combine(DAY, time(8)))
        services.shift_item(voyage.fresh_in(mission.id), voyage.anew(dinner), wanted, by=None)
        db.session.commit()
    assert order(mission)[1:3] == ["調印式 –", "夕食会 08:00–"], "those before it are pushed ahead of it"


def test_the_next_mission_and_a_template_keep_the_time_open(planned: int, session: Any) -> None:
    with writing():
        mission = voyage.fresh_in(planned)
        kept = templates.save_template(mission, name="視察団", by=cast.user())
        again = services.again(mission, names={"ja": "第8回"}, start_on=date(2027, 12, 9), programme=True,
                               delegation=False, by=cast.user())  # fmt: skip
        db.session.flush()
        made = templates.from_template(
            kept, names={"ja": "第9回"}, start_on=date(2028, 12, 9), place_id=mission.place_id, by=cast.user()
        )
        db.session.commit()
    assert [item.clocks for item in queries.items(again.id)] == ["09:00–10:00", "–", "18:00–20:00"]
    assert [item.clocks for item in queries.items(made.id)] == ["09:00–10:00", "–", "18:00–20:00"]
