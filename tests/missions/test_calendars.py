"""The programme in other calendars: the right hour everywhere, one event an item, addresses to be taken back."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.core.errors import NotVisible
from crm.core.permissions import Role
from crm.missions import queries, services
from tests import cast
from tests.contacts import book
from tests.missions import voyage


@pytest.fixture
def mission(session: Any) -> Activity:
    return voyage.mission()


def read(mission: Activity, **wish: Any) -> list[Any]:
    found = activities.one(mission.id, user=cast.user())
    return list(Calendar.from_ical(queries.calendar(found, **({"language": "ja"} | wish))).walk("VEVENT"))


def token(mission: Activity, participant_id: int | None = None) -> str:
    with writing():
        found = activities.one(mission.id, user=cast.user())
        made = services.open_feed(found, participant_id=participant_id, language="ja", by=cast.user())
        db.session.commit()
    return made


def test_half_past_eleven_at_night_in_niigata_is_half_past_ten_in_yanji(mission: Activity) -> None:
    voyage.item(mission, timezone="Asia/Tokyo", start=time(23, 30), end=time(23, 50))
    (event,) = read(mission)
    start = event["dtstart"].dt
    assert start.astimezone(UTC) == datetime(2026, 12, 11, 14, 30, tzinfo=UTC)
    assert (event["dtstart"].params["TZID"], start.date()) == ("Asia/Tokyo", date(2026, 12, 11))
    found = activities.one(mission.id, user=cast.user())
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo" in queries.calendar(found, language="ja")


def test_a_changed_item_replaces_the_earlier_one_and_a_cancelled_mission_cancels_all(mission: Activity) -> None:
    item = voyage.item(mission)
    (before,) = read(mission)
    with writing():
        services.move_item(queries.item(item.id, user=cast.user()), status="confirmed", by=cast.user())
        db.session.commit()
    (after,) = read(mission)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    with writing():
        services.move(activities.one(mission.id, user=cast.user()), status="cancelled", by=cast.user())
        db.session.commit()
    (called_off,) = read(mission)
    assert called_off["sequence"] > after["sequence"]
    assert [one["status"] for one in (before, after, called_off)] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]


def test_a_delegate_sees_what_everybody_does_and_their_own(mission: Activity) -> None:
    one, other = voyage.delegate(mission, name="髙橋 直樹"), voyage.delegate(mission, name="佐野 奈緒")
    voyage.item(mission, title="全員")
    voyage.item(mission, title="髙橋だけ", people=[one.id], start=time(13), end=time(14))
    assert [str(e["summary"]) for e in read(mission, participant_id=other.id)] == ["全員"]
    assert [str(e["summary"]) for e in read(mission, participant_id=one.id)] == ["全員", "髙橋だけ"]


def test_long_lines_fold_between_characters_and_no_number_goes_out(mission: Activity) -> None:
    host = book.organisation()
    li = book.person("李明淑", at=host, contacts=[("mobile", "+86 139 4333 0101")])
    voyage.item(mission, host=host, hosts=[li.id], purpose="来年の商談会の日程" * 20)
    content = queries.calendar(activities.one(mission.id, user=cast.user()), language="ja")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert "来年の商談会の日程" * 20 in str(read(mission)[0]["description"])
    assert b"4333" not in content


def test_a_secret_address_answers_without_an_account_until_it_is_taken_back(
    client: FlaskClient, mission: Activity
) -> None:
    voyage.item(mission, purpose="our own aim")
    address = f"/missions/calendars/{token(mission)}.ics"
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype, "our own aim" in answer.text) == (200, "text/calendar", False)
    (kept,) = queries.feeds(mission.id)
    with writing():
        services.revoke_feed(kept, by=cast.user())
        db.session.commit()
    assert client.get(address).status_code == 404
    assert client.get("/missions/calendars/guessed.ics").status_code == 404


def test_the_address_of_an_archived_mission_answers_nothing(mission: Activity) -> None:
    from crm.activities import services as activities_services

    secret = token(mission)
    with writing():
        activities_services.archive(activities.one(mission.id, user=cast.user()), by=cast.user())
        db.session.commit()
    with pytest.raises(NotVisible):
        queries.feed_calendar(secret)


def test_an_address_is_made_shown_once_and_taken_back_on_the_page(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client)
    page = f"/missions/{mission.id}/calendars"
    opened = client.get(page).get_data(as_text=True)
    plumbing = {name: cast.hidden(opened, name) for name in ("csrf_token", "form_id")}
    assert client.post(f"{page}/new", data=plumbing | {"participant_id": "999", "language": "ja"}).status_code == 422
    made = client.post(f"{page}/new", data=plumbing | {"language": "ja"})
    assert made.status_code == 303
    shown = client.get(page).get_data(as_text=True)
    assert "/missions/calendars/" in shown
    assert "/missions/calendars/" not in client.get(page).get_data(as_text=True)
    (kept,) = queries.feeds(mission.id)
    assert client.post(f"{page}/{kept.id}/revoke", data={"csrf_token": plumbing["csrf_token"]}).status_code == 303
    assert queries.feeds(mission.id) == []


def test_management_downloads_the_file_and_makes_no_address(client: FlaskClient, mission: Activity) -> None:
    voyage.item(mission)
    cast.sign_in(client, Role.MANAGEMENT)
    assert b"BEGIN:VEVENT" in client.get(f"/missions/{mission.id}/calendar.ics").data
    assert client.post(f"/missions/{mission.id}/calendars/new").status_code in (400, 403)
