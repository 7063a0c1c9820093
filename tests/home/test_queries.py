"""What the home page asks, for whoever leads one mission of two and for whoever sees both."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crm.activities.models import Activity
from crm.core import clock
from crm.core.permissions import Role
from crm.home.queries import appointments, next_mission, promises, recent
from crm.insights import queries as insights
from crm.insights.queries import first_stalled
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.missions.models import ItineraryItem
from tests.cast import user
from tests.contacts import book
from tests.insights import fairs

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.both]

TODAY = date(2025, 12, 1)
NOON = clock.from_wall(datetime(2025, 12, 1, 12), "Asia/Tokyo")


def missions(**columns: Any) -> tuple[Activity, Activity]:
    """One that the mission leader of the cast leads, and one that nobody does."""
    own, foreign = (
        fairs.activity(fairs.place(code, "regional"), leader_id=who, **columns)
        for code, who in (("222401", user(Role.MISSION_LEADER).id), ("222402", None))
    )
    return own, foreign


def test_appointments_are_of_missions_that_the_reader_sees() -> None:
    day = TODAY + timedelta(days=1)
    own, foreign = missions(status="confirmed", start_on=day, end_on=day)
    host, soon = fairs.organisation(), NOON + timedelta(days=1)
    for mission in (own, foreign):
        item = ItineraryItem(
            activity_id=mission.id, kind="visit", title="訪問", organisation_id=host.id, timezone="UTC",
            wall_start=f"{soon:%Y-%m-%dT%H:%M}", wall_end=f"{soon:%Y-%m-%dT%H:%M}", starts_at=soon, ends_at=soon,
        )  # fmt: skip
        planned = Meeting(
            organisation_id=host.id, activity_id=mission.id, starts_at=soon, timezone="UTC", status="planned"
        )
        fairs.keep(item, planned)
    for reader, seen in ((user(Role.MISSION_LEADER), [own]), (user(), [own, foreign])):
        found = appointments(reader, moment=NOON)
        assert [row.item.activity_id for row in found if row.item] == [mission.id for mission in seen]
        assert [row.meeting.activity_id for row in found if row.meeting] == [mission.id for mission in seen]


def test_promises_are_those_of_earlier_meetings_that_the_reader_sees() -> None:
    leader, host = user(Role.MISSION_LEADER), fairs.organisation()
    start = TODAY + timedelta(days=3)
    own, foreign = missions(status="confirmed", start_on=start, end_on=start)
    at = NOON + timedelta(days=3)
    visit = ItineraryItem(
        activity_id=own.id, kind="visit", title="訪問", organisation_id=host.id, timezone="UTC",
        wall_start=f"{at:%Y-%m-%dT%H:%M}", wall_end=f"{at:%Y-%m-%dT%H:%M}", starts_at=at, ends_at=at,
    )  # fmt: skip
    fairs.keep(visit)
    for mission, days, text in ((own, -300, "前回"), (foreign, -200, "他団"), (own, 3, "今回")):
        held = Meeting(
            organisation_id=host.id, activity_id=mission.id, starts_at=NOON + timedelta(days=days), timezone="UTC",
            status="held",
        )  # fmt: skip
        fairs.keep(held)
        fairs.keep(MinuteItem(meeting_id=held.id, open_point=text))
    for reader, seen in ((leader, ["前回"]), (user(), ["他団", "前回"])):
        coming = next_mission(reader, today=TODAY)
        assert coming is not None
        assert [promise.text for promise in promises(coming, reader)] == seen


def test_two_readers_get_one_number_and_each_their_own_list() -> None:
    ended = TODAY - timedelta(days=30)
    own, foreign = missions(start_on=ended, end_on=ended)
    ours, someone = fairs.organisation("丸直ニット"), book.person()
    for mission, theirs in ((own, fairs.organisation("延吉百货")), (foreign, fairs.organisation("图们百货"))):
        talk = Meeting(
            organisation_id=theirs.id, activity_id=mission.id, starts_at=NOON - timedelta(days=30), timezone="UTC"
        )
        fairs.keep(talk)
        fairs.keep(
            MinuteItem(meeting_id=talk.id, theirs="価格"),
            Attendee(meeting_id=talk.id, side="theirs", person_id=someone.id, name_snapshot="李明淑"),
        )
        signed = fairs.case("lead terms signed", ours=ours, theirs=theirs, activity_id=mission.id)
        fairs.agreement(signed, ended)
        fairs.case("lead talk", ours=ours, theirs=theirs, activity_id=mission.id)
        fairs.lead(mission, on=ended)
    found = insights.year_figures(today=TODAY)
    assert (found.talks.now, found.agreements.now) == (2, 2)
    assert sum(line.activities for line in insights.year_costs(today=TODAY).tiers) == 2
    assert found.pipeline.total.cases == 2
    for reader, count in ((user(Role.MISSION_LEADER), 1), (user(Role.MANAGEMENT), 2)):
        assert len(first_stalled(found.pipeline, user=reader)) == count


def test_what_others_changed_last_is_not_among_ones_own() -> None:
    mine, theirs = (book.organisation(name, by=who) for name, who in (("甲", user()), ("乙", user(Role.ADMIN))))
    for reader, seen in ((user(), mine), (user(Role.ADMIN), theirs)):
        assert [(row.record_type, row.record_id) for row in recent(reader, language="ja")] == [
            ("organisations", seen.id)
        ]
