"""One moment on two clocks: on the page, in the pack and in calendars; and dates that never shift under any zone."""

from datetime import date, datetime, time
from zoneinfo import available_timezones

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from crm.core import clock
from crm.documents.contents import Imprint, bare_html, filled
from crm.documents.rules import wish
from crm.missions import queries
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import text

#: Zones in which every wall time of our years exists, and those that skip an hour or a whole day.
ZONES = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))


def test_half_past_eleven_at_night_in_niigata_is_half_past_ten_in_yanji(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        guests = book.organisation("延吉市商务局", place_id=book.place(voyage.YANJI).id)
        home = voyage.mission(type="inbound_delegation", direction="inbound", place_id=book.place(voyage.MITSUKE).id,
                              sender_organisation_id=guests.id)  # fmt: skip
        voyage.item(home, title="夜の会合", start=time(23, 30), end=time(23, 50), timezone="Asia/Tokyo")
        id = home.id
        pack = filled(wish(id, kind="briefing", language="ja"), user=cast.user())
        printed = bare_html(pack, Imprint("1", 1, date(2026, 12, 1), "小林"))
        event = Calendar.from_ical(queries.calendar(voyage.fresh(home), language="ja")).walk("VEVENT")[0]
    assert "<b>23:30–23:50</b>" in printed
    assert "22:30–22:50" in printed
    begins: datetime = event.decoded("DTSTART")
    assert (str(begins.tzinfo), f"{begins:%m-%d %H:%M}") == ("Asia/Tokyo", "12-11 23:30")
    assert f"{clock.local(begins, 'Asia/Shanghai'):%m-%d %H:%M}" == "12-11 22:30"
    cast.sign_in(client)
    page = text(client, f"/missions/{id}/itinerary")
    assert "23:30–23:50" in page
    assert "22:30–22:50" in page


@pytest.mark.once
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0)),
    ZONES,
)
def test_the_day_of_an_item_is_the_day_that_was_typed_under_any_zone(wall: datetime, zone: str) -> None:
    there = clock.local(clock.from_wall(wall, zone), zone)
    skipped = there.replace(tzinfo=None) != wall
    assert skipped or there.date() == wall.date()
    # A wall time that a clock skips (summer time) lands within hours of it, never on another reading of the same date.
    assert abs(there.replace(tzinfo=None) - wall).days in (0, -1)
