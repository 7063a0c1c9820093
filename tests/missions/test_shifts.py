"""Moving an item of the programme: what makes room, what keeps its time, what must be agreed anew."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.missions import queries, rules, services
from crm.missions.forms import stood_in, stood_text
from crm.missions.rules import ItemSpan
from crm.missions.services import Shift, Shifted
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import text

NINE = datetime(2026, 12, 11, 0, tzinfo=UTC)


def span(id: int, start: int, minutes: int, *, fixed: bool = False) -> ItemSpan:
    begins = NINE + timedelta(minutes=start)
    return ItemSpan(id, begins, begins + timedelta(minutes=minutes), fixed)


#: 9:00–10:00, a break of 30 minutes, 10:30–12:00, a break of an hour, 13:00–13:30.
DAY = [span(1, 0, 60), span(2, 90, 90), span(3, 240, 30)]


@pytest.mark.once
def test_items_between_change_places_and_lengths_and_breaks_stay() -> None:
    found = rules.reordered(DAY, 3, before=1)
    assert {id: (at - NINE) // timedelta(minutes=1) for id, at in found.items()} == {3: 0, 1: 60, 2: 180}


@pytest.mark.once
def test_an_item_that_stays_where_it_is_changes_nothing() -> None:
    assert rules.reordered(DAY, 2, before=3) == {}


@pytest.mark.once
def test_nothing_is_moved_past_a_flight() -> None:
    with pytest.raises(ValueError, match="2"):
        rules.reordered([DAY[0], span(2, 90, 90, fixed=True), DAY[2]], 3, before=1)


@pytest.mark.once
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(5, 180)), min_size=2, max_size=8), st.data())
def test_the_first_start_and_the_last_end_of_a_day_never_move(
    pieces: list[tuple[int, int]], data: st.DataObject
) -> None:
    day, at = [], 0
    for id, (pause, minutes) in enumerate(pieces, 1):
        at += pause
        day.append(span(id, at, minutes))
        at += minutes
    moved = data.draw(st.sampled_from(day)).id
    before = data.draw(st.sampled_from([None, *(each.id for each in day)]))
    starts = rules.reordered(day, moved, before if before != moved else None)
    lengths = {each.id: each.ends_at - each.starts_at for each in day}
    now = sorted((starts.get(each.id, each.starts_at), each.id) for each in day)
    assert now[0][0] == day[0].starts_at
    assert max(start + lengths[id] for start, id in now) == day[-1].ends_at
    assert all(start + lengths[id] <= later for (start, id), (later, _) in zip(now, now[1:], strict=False))


def shifted(mission: Activity, item: int, wanted: Shift) -> Shifted:
    with writing():
        found = queries.item(item, user=cast.user())
        done = services.shift_item(activities.one(mission.id, user=cast.user()), found, wanted, by=None)
        db.session.commit()
    return done


def taken_back(mission: Activity, done: Shifted) -> None:
    with writing():
        services.unshift(activities.one(mission.id, user=cast.user()), stood_in(stood_text(done.stood)), by=None)
        db.session.commit()


def times(mission: Activity) -> dict[str, str]:
    return {item.title: item.wall_start[5:] for item in queries.items(mission.id)}


def test_a_confirmed_item_that_moves_has_to_be_agreed_anew(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        first = voyage.item(mission, title="表敬", status="confirmed")
        voyage.item(mission, title="視察", start=time(10, 30), end=time(12))
        assert shifted(mission, first.id, Shift(places=1)).days == [date(2026, 12, 11)]
        assert times(mission) == {"視察": "12-11T09:00", "表敬": "12-11T11:00"}
        moved = queries.item(first.id, user=cast.user())
        assert moved.visit is not None
        assert (moved.status, moved.appointment) == ("informal_yes", "informal_yes")


def test_on_another_day_an_item_keeps_its_clock_time(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        item = voyage.item(mission, title="夜行", start=time(22), end=time(1), end_day=date(2026, 12, 12))
        assert shifted(mission, item.id, Shift(day=date(2026, 12, 13))).days == [date(2026, 12, 11), date(2026, 12, 13)]
        moved = queries.item(item.id, user=cast.user())
        assert (moved.wall_start, moved.wall_end) == ("2026-12-13T22:00", "2026-12-14T01:00")


def test_a_night_moved_to_the_last_day_keeps_neither_the_mission_nor_a_copy_from_being_saved(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        night = voyage.item(mission, kind="hotel", title="国際飯店", start=time(21), end=time(7), day=voyage.FIRST,
                            end_day=voyage.FIRST + timedelta(days=1))  # fmt: skip
        with writing():
            services.shift_item(voyage.fresh(mission), voyage.anew(night), Shift(day=voyage.LAST), by=None)
            db.session.commit()
        with writing():
            changed = voyage.plan(place_id=mission.place_id, objectives="三社と会う")
            services.change(voyage.fresh(mission), changed, by=None)
            again = services.again(voyage.fresh(mission), names={"ja": "第8回"}, start_on=date(2027, 12, 9),
                                   programme=True, delegation=False, by=cast.user())  # fmt: skip
            db.session.commit()
        assert queries.items(again.id)[0].wall_end == "2027-12-14T07:00"
        with writing(), pytest.raises(Refused):
            services.change(voyage.fresh(mission), voyage.plan(place_id=mission.place_id, end_on=voyage.FIRST), by=None)


def test_flights_finished_items_edges_and_days_outside_are_refused(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        flight = voyage.item(mission, kind="flight", title="CZ684", start=time(6), end=time(8))
        visit = voyage.item(mission, title="表敬")
        over = voyage.item(mission, title="了", start=time(15), end=time(16), status="done")
        for id, wanted in (
            (flight.id, Shift(day=date(2026, 12, 12))),
            (visit.id, Shift(before=flight.id)),
            (visit.id, Shift(day=date(2026, 12, 20))),
            (over.id, Shift(places=-1)),
            (flight.id, Shift(places=-1)),
        ):
            with pytest.raises(Refused):
                shifted(mission, id, wanted)


def test_a_move_is_taken_back_with_all_that_made_room_unless_somebody_changed_it_since(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission()
        first = voyage.item(mission, title="表敬", status="confirmed").id
        other = voyage.item(mission, title="視察", start=time(10, 30), end=time(12), status="confirmed").id
        before = times(mission)
        taken_back(mission, shifted(mission, first, Shift(places=1)))
        assert times(mission) == before
        item = queries.item(first, user=cast.user())
        assert item.visit is not None
        assert (item.status, item.appointment, f"{item.starts_at:%H:%M}") == ("confirmed", "confirmed", "01:00")
        done = shifted(mission, other, Shift(day=date(2026, 12, 12)))
        clash = voyage.item(mission, title="会食", start=time(11), end=time(13), status="confirmed").id
        with pytest.raises(Refused, match="two places"):
            taken_back(mission, done)
        with writing():
            audit.archive(queries.item(clash, user=cast.user()), rules.ITEM_ARCHIVED, by=None)
            services.move_item(queries.item(other, user=cast.user()), status="cancelled", reason="雨", by=None)
            db.session.commit()
        for stale in (done, Shifted(done.days, [])):
            with pytest.raises(Refused, match="undone"):
                taken_back(mission, stale)


def test_an_interpreter_is_not_confirmed_at_two_places(app: Flask) -> None:
    with app.app_context():
        mission, quan = voyage.mission(), book.person("全英爱")
        one, two = (voyage.delegate(mission, name=name) for name in ("髙橋 直樹", "小林 里美"))
        both: dict[str, Any] = {"status": "confirmed", "interpreter_id": quan.id}
        voyage.item(mission, people=[one.id], **both)
        with pytest.raises(Refused, match="interpreter would be in two places"):
            voyage.item(mission, people=[two.id], **both)
        other = voyage.mission()
        with pytest.raises(Refused, match="another activity") as refusal:
            voyage.item(other, **both)
        assert refusal.value.field == "interpreter_id"
        with writing():
            services.move(voyage.fresh(mission), status="cancelled", by=None)
            db.session.commit()
        voyage.item(other, **both)
        voyage.item(mission, people=[two.id], interpreter_id=quan.id)
        (gap,) = [gap for gap in queries.facts(mission.id, user=cast.user()).gaps if gap.kind == "clash"]
        assert "全英爱" in str(gap.text)


def test_the_programme_is_moved_by_menu_and_shown_as_week_and_day(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission, li = voyage.mission(), book.person("李明淑", contacts=[("mobile", "139 4430 0101")])
        item = voyage.item(mission, title="表敬訪問", contact_id=li.id, dress="正装").id
        id = mission.id
    cast.sign_in(client)
    page = text(client, f"/missions/{id}/itinerary")
    token = {"csrf_token": cast.hidden(page, "csrf_token")}
    assert 'data-day="2026-12-14"' in page
    assert client.post(f"/missions/items/{item}/shift", data=token | {"how": "day-later"}).status_code == 303
    undo = re.search(r'action="(/missions/\d+/unshift[^"]+)"', text(client, f"/missions/{id}/itinerary"))
    assert undo is not None
    assert client.post(undo[1], data=token).status_code == 303
    assert "undone" in text(client, f"/missions/{id}/itinerary")
    refused = client.post(undo[1], data=token)
    assert refused.status_code == 409
    assert "can no longer be undone" in (body := refused.get_data(as_text=True))
    assert 'data-day="2026-12-14"' in body
    assert client.post(f"/missions/items/{item}/shift", data=token | {"how": "day-later"}).status_code == 303
    answer = client.post(
        f"/missions/items/{item}/shift?on=programme", data=token | {"how": "drop", "drop": "day-2026-12-13"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    swapped = answer.get_data(as_text=True)
    assert swapped.index('id="day-2026-12-12"') < swapped.index('id="day-2026-12-13" hx-swap-oob')
    assert "/unshift?stood=" in swapped
    assert client.post(f"/missions/items/{item}/shift", data=token | {"how": "drop", "drop": "x"}).status_code == 409
    assert "表敬訪問" in text(client, f"/missions/{id}/itinerary?view=week")
    sheet = text(client, f"/missions/{id}/itinerary/2026-12-13")
    assert "正装" in sheet
    assert "tel:+8613944300101" in sheet
    assert client.get(f"/missions/{id}/itinerary/2026-12-20").status_code == 404
    assert client.get(f"/missions/{id}/day-note?day=2026-12-13&kind=signing").status_code == 200
