"""A planned meeting becomes held by what is written about it, or by one tap; nothing is guessed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.meetings import queries, services
from crm.meetings.models import Meeting
from crm.meetings.services import Minute, TalkInput
from tests.cast import csrf_token, sign_in, user
from tests.meetings.scene import SHANGHAI, Scene, scene, talk

SAID = Minute(theirs="来月に見本を送る。")


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def planned(at: Scene, *, hours: int = -3, **values: Any) -> Meeting:
    """A planned talk of an hour that begins in so many hours (before now by default)."""
    start = clock.local(clock.now(), SHANGHAI).replace(tzinfo=None) + timedelta(hours=hours)
    given: dict[str, Any] = {"starts": start, "ends": start + timedelta(hours=1), "status": "planned", "minutes": []}
    return talk(at, **given | values)


def rewritten(id: int, **changes: Any) -> TalkInput:
    """The talk record as it is, but for some changes."""
    meeting = queries.one(id, user=user())
    same = {name: getattr(meeting, name) for name in TalkInput(None, None).columns() if hasattr(meeting, name)}
    moments = (meeting.starts_at, meeting.ends_at or meeting.starts_at)
    start, end = (clock.local(moment, SHANGHAI).replace(tzinfo=None) for moment in moments)
    seats = {side: [seat.person_id for seat in meeting.attendees if seat.side == side] for side in ("theirs", "ours")}
    return TalkInput(**{"starts": start, "ends": end} | same | seats | changes)


def status(id: int) -> str:
    db.session.expire_all()
    return queries.one(id, user=user()).status


def act(id: int, what: str) -> None:
    with writing():
        meeting = queries.one(id, user=user())
        if what == "minutes":
            services.add_item(meeting, SAID, by=user())
        elif what == "topic":
            services.add_item(meeting, Minute(topic="価格"), by=user())
        elif what == "confirmation":
            services.confirm(meeting, by=user())
        else:
            services.change(meeting, rewritten(id, **{what: {"result": "interest"}.get(what, "枠の拡大")}), by=user())
        db.session.commit()


@pytest.mark.parametrize(
    ("what", "hours", "then"),
    [
        ("minutes", -3, "held"), ("result", -3, "held"), ("minutes", 0, "held"),
        ("minutes", 5, "planned"), ("result", 5, "planned"), ("topic", -3, "planned"), ("purpose", -3, "planned"),
    ],
)  # fmt: skip
def test_minutes_and_a_result_show_that_a_meeting_was_held(
    app: Flask, at: Scene, what: str, hours: int, then: str
) -> None:
    with app.app_context():
        id = planned(at, hours=hours).id
        act(id, what)
        assert status(id) == then
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert ("status" in str(entry.changes)) == (then == "held")


def test_a_confirmation_shows_it_and_nothing_brings_back_what_was_cancelled(app: Flask, at: Scene) -> None:
    with app.app_context():
        written = planned(at, minutes=[SAID])
        assert written.status == "held"
        early = planned(at, hours=2, minutes=[SAID]).id
        yesterday = clock.local(clock.now(), SHANGHAI).replace(tzinfo=None) - timedelta(days=1)
        with writing():
            moved = rewritten(early, starts=yesterday, ends=None)
            services.change(queries.one(early, user=user()), moved, by=user())
            db.session.commit()
        assert status(early) == "planned"
        act(early, "confirmation")
        assert status(early) == "held"
        gone = planned(at, status="cancelled").id
        act(gone, "minutes")
        assert status(gone) == "cancelled"


def test_a_talk_at_which_nobody_sat_stays_open(app: Flask, at: Scene) -> None:
    with app.app_context():
        id = planned(at, theirs=[]).id
        act(id, "minutes")
        assert status(id) == "planned"
        with writing(), pytest.raises(Refused):
            services.settle(queries.one(id, user=user()), held=True, by=user())
        reception = planned(at, theirs=[], kind="reception").id
        act(reception, "minutes")
        assert status(reception) == "held"


@pytest.mark.both
def test_what_was_planned_and_is_over_is_asked_about(app: Flask, at: Scene) -> None:
    with app.app_context():
        over = planned(at, activity_id=at.mission).id
        elsewhere = planned(at, hours=-30).id
        longest = planned(at, hours=-24 * 60 + 1).id
        for left_out in (
            {"hours": 0},
            {"hours": 4},
            {"hours": -24 * 60 - 2},
            {"status": "held"},
            {"status": "cancelled"},
        ):
            planned(at, **left_out)

        def asked(role: Role = Role.COORDINATOR, activity_id: int | None = None) -> list[int]:
            found = queries.unanswered(user=user(role), moment=clock.now(), activity_id=activity_id)
            return [meeting.id for meeting in found]

        assert asked() == [over, elsewhere, longest]
        assert asked(Role.MISSION_LEADER) == asked(activity_id=at.mission) == [over]


@pytest.mark.parametrize(("answer", "then"), [("held", "held"), ("cancelled", "cancelled")])
def test_one_tap_answers_where_it_is_asked(app: Flask, client: FlaskClient, at: Scene, answer: str, then: str) -> None:
    with app.app_context():
        id = planned(at, activity_id=at.mission, subject="枠の拡大").id
    sign_in(client)
    for page in ("/", f"/meetings/{id}", f"/missions/{at.mission}/today"):
        assert f'action="/meetings/{id}/settle"' in client.get(page).text
    sent = {"csrf_token": csrf_token(client, f"/meetings/{id}"), "status": answer, "next": "/"}
    done = client.post(f"/meetings/{id}/settle", data=sent)
    assert (done.status_code, done.location) == (303, "/")
    assert client.post(f"/meetings/{id}/settle", data=sent).status_code == 409
    assert f'action="/meetings/{id}/settle"' not in client.get("/").text
    with app.app_context():
        assert status(id) == then


def test_where_nobody_is_noted_the_tap_asks_who_was_there(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        id = planned(at, theirs=[]).id
    sign_in(client)
    sent = {"csrf_token": csrf_token(client, f"/meetings/{id}"), "status": "held", "next": "/"}
    asked = client.post(f"/meetings/{id}/settle", data=sent)
    assert (asked.status_code, asked.location) == (303, f"/meetings/{id}/edit?state=held")
    assert '<option selected value="held">' in client.get(asked.location).text


def test_management_reads_and_is_not_asked(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        id = planned(at).id
    sign_in(client, Role.MANAGEMENT)
    assert "settle" not in client.get(f"/meetings/{id}").text
    sent = {"csrf_token": csrf_token(client, f"/meetings/{id}"), "status": "held"}
    assert client.post(f"/meetings/{id}/settle", data=sent).status_code == 403
