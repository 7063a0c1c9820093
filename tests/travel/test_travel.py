"""Travel details are sealed, seen by few, noted when seen, and gone a month after the mission."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from crm.audit.models import AuditEntry
from crm.core import clock, keys
from crm.core.database import db, writing
from crm.core.errors import Forbidden, NotVisible, Refused
from crm.core.permissions import Role
from crm.subjects import services as subjects
from crm.subjects.rules import HOLD
from crm.travel import queries, services
from crm.travel.models import TravelDetail
from crm.wordings.models import Wording
from tests import cast
from tests.conftest import SECRET_KEY
from tests.contacts import book
from tests.missions import voyage
from tests.travel import luggage


def test_nothing_stands_in_clear_in_table_or_log(session: scoped_session[Session]) -> None:
    part = voyage.delegate(voyage.mission())
    luggage.told(part, by=cast.user())
    told = luggage.told(part, by=cast.user(), diet="canary@蕎麦 と卵")
    with writing():
        services.say(
            [told], {"canary@蕎麦 と卵": {"ko": "canary@메밀 계란", "zh-Hans": "canary@荞麦、鸡蛋"}}, by=cast.user()
        )
        db.session.commit()
    stored = db.session.execute(text("SELECT sealed FROM travel_details")).scalar_one()
    log = json.dumps([entry.changes for entry in db.session.scalars(select(AuditEntry))], ensure_ascii=False)
    for canary in (*luggage.CANARIES, "canary@메밀 계란", "荞麦"):
        assert canary.encode() not in bytes(stored)
        assert canary not in log
    assert db.session.scalars(select(Wording)).all() == []
    assert '"details": [null, "diet"]' in log
    assert '"details": [null, "diet (zh-Hans), diet (ko)"]' in log


def test_a_typed_text_is_a_gap_in_another_language_until_it_is_told_there_for_everybody_who_typed_it(
    session: scoped_session[Session],
) -> None:
    mission = voyage.mission()
    for name, diet in (("髙橋", "えびの殻"), ("田邉", "えびの殻"), ("今井", "えびの殻と卵")):
        luggage.told(voyage.delegate(mission, book.person(name, "ja")), diet=diet, health="", insurance="保険01")
    sheets = queries.sheets(voyage.fresh(mission))
    gaps = queries.gaps_in(sheets, "ko")
    assert [(text.text, len(text.tellers)) for text in gaps] == [("えびの殻", 2), ("えびの殻と卵", 1)]
    assert queries.gaps_in(sheets, "ja") == []
    rows = queries.of_activity(mission.id)
    with writing():
        services.say(rows, {"えびの殻": {"ko": "새우 제외"}, "保険01": {"ko": "보험01"}}, by=None)
        db.session.commit()
    sheets = queries.sheets(voyage.fresh(mission))
    assert [text.text for text in queries.gaps_in(sheets, "ko")] == ["えびの殻と卵"]
    words = queries.words_of([sheets[1].details], "ko")
    assert words.told("えびの殻", "ja") == ("새우 제외", "ko")
    assert words.told("妻", "ja") == ("아내", "ko"), "a common word, told by nobody"
    assert words.kept("保険01", "ja") == ("보험01", "ko")
    luggage.told(sheets[0].participant, diet="卵不可")  # another text: what the former said goes
    assert "えびの殻" not in rows[0].details.wordings


def test_another_secret_opens_nothing(session: scoped_session[Session]) -> None:
    detail = luggage.told(voyage.delegate(voyage.mission()))
    assert detail.details == luggage.details()
    keys.configure("the secret of another installation")
    try:
        with pytest.raises(InvalidTag):
            _ = detail.details
    finally:
        keys.configure(SECRET_KEY)


def test_a_leader_sees_those_of_the_mission_they_lead_and_management_none(session: scoped_session[Session]) -> None:
    leader, other = cast.user(Role.MISSION_LEADER), cast.user(Role.MISSION_LEADER, email="other@example.jp")
    mission = voyage.mission(leader_id=leader.id, coordinator_id=other.id)
    part = voyage.delegate(mission)
    luggage.told(part)
    for user in (cast.user(), cast.user(Role.ADMIN), leader):
        assert queries.one(part.id, user=user).details == luggage.details()
        assert mission.id in db.session.scalars(queries.open_ids(user)).all()
    for user in (other, cast.user(Role.MANAGEMENT)):
        with pytest.raises(Forbidden):
            queries.one(part.id, user=user)
        assert db.session.scalars(queries.open_ids(user)).all() == []
    with pytest.raises(NotVisible):
        queries.one(part.id, user=cast.user(Role.MISSION_LEADER, email="stranger@example.jp"))


def test_looking_is_noted_with_who_and_whom(session: scoped_session[Session]) -> None:
    part = voyage.delegate(voyage.mission())
    luggage.told(part)
    with writing():
        services.seen([queries.one(part.id, user=cast.user())], by=cast.user())
        db.session.commit()
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.verb, last.actor_id, last.record_type) == ("travel.seen", cast.user().id, "activities")
    assert last.changes == {"participant_id": [None, str(part.id)]}


def test_a_room_mate_is_of_the_same_delegation(session: scoped_session[Session]) -> None:
    mission, stranger = voyage.mission(), voyage.delegate(voyage.mission())
    part = voyage.delegate(mission, book.person("田邉 俊夫", "ja"))
    for mate in (stranger.id, part.id, 99_999):
        with pytest.raises(Refused) as refusal:
            luggage.told(part, room_mate=mate)
        assert refusal.value.field == "room_mate"


def test_those_who_share_a_room_stand_together_whoever_said_so(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    one, two, three, four = (voyage.delegate(mission, book.person(f"団員{n}", "ja")) for n in range(4))
    luggage.told(one)
    luggage.told(three, room_mate=one.id)
    luggage.told(four, room="none")
    rooms = queries.rooms(queries.sheets(voyage.fresh(mission)))
    assert [[part.id for part in room.people] for room in rooms] == [[one.id, three.id], [two.id]]
    assert [room.kind for room in rooms] == ["twin", ""]


def test_details_go_a_month_after_the_mission_was_closed(session: scoped_session[Session], runner: Any) -> None:
    mission, running = voyage.mission(), voyage.mission()
    for activity in (mission, running):
        luggage.told(voyage.delegate(activity, book.person("髙橋", "ja")))
    luggage.close(mission)
    now = clock.now()
    assert [len(queries.of_activity(activity.id)) for activity in (mission, running)] == [1, 1]
    assert queries.over_before(now + timedelta(days=1)) == [mission.id]
    with writing():
        assert services.purge(now=now + timedelta(days=29)).delegates == 0
        assert services.purge(now=now + timedelta(days=31), dry=True).activity_ids == [mission.id]
        assert services.purge(now=now + timedelta(days=31)).delegates == 1
        db.session.commit()
    assert [row.activity_id for row in db.session.scalars(select(TravelDetail))] == [running.id]
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.verb == "travel.purged"
    told = json.loads(runner.invoke(args=["travel", "purge", "--dry-run", "--json"]).output)
    assert told == {"delegates": 0, "missions": [], "files": 0, "held": 0, "dry_run": True}


@pytest.mark.both
def test_a_legal_hold_keeps_the_details_of_a_delegate_and_what_was_printed_of_the_mission(
    session: scoped_session[Session], runner: Any
) -> None:
    missions = [voyage.mission(), voyage.mission()]
    told: list[list[int]] = []
    held, *others = (book.person(name, "ja") for name in ("髙橋", "佐藤", "鈴木"))
    for mission, person in zip((missions[0], *missions), (held, *others), strict=True):
        luggage.told(voyage.delegate(mission, person))
    for mission in missions:
        luggage.close(mission)

    def forgetter(ids: Collection[int]) -> list[str]:
        told.append(list(ids))
        return []

    services.also_forget(forgetter)
    later = clock.now() + timedelta(days=31)
    with writing():
        mark = subjects.mark(held.id, HOLD, reason="訴訟", by=None)
        done = services.purge(now=later)
        db.session.commit()
    assert (done.delegates, done.held, told) == (2, 1, [[missions[1].id]])
    [detail] = db.session.scalars(select(TravelDetail))
    with writing(), pytest.raises(Refused, match="legal hold"):
        services.erase(detail, by=None)
    with writing():
        subjects.unmark(mark, by=None)
        assert services.purge(now=later).delegates == 1
        db.session.commit()
    services._forgetters.remove(forgetter)
    assert sorted(told[1]) == sorted(mission.id for mission in missions)


def test_a_delegate_who_is_taken_out_takes_their_details_along(session: scoped_session[Session]) -> None:
    from crm.activities import services as activities

    mission = voyage.mission()
    part = voyage.delegate(mission)
    luggage.told(part)
    fresh = voyage.fresh(mission)
    with writing():
        activities.remove_participant(fresh, db.session.get_one(type(part), part.id), by=None)
        db.session.commit()
    assert db.session.scalar(select(TravelDetail)) is None
