"""One room is not held twice at the same time: told among the gaps, within a mission and across several."""

from datetime import time
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.audit.services import archive
from crm.core.database import db, writing
from crm.missions import queries, rules
from crm.missions.rules.venues import names_room
from tests import cast
from tests.contacts import book
from tests.missions import voyage

ROOM = "延辺白山大酒店 3階 会議室"


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return voyage.mission()


def told(mission: Activity) -> list[str]:
    """The gaps about rooms."""
    db.session.rollback()
    return [str(gap.text) for gap in queries.facts(mission.id, user=cast.user()).gaps if gap.kind == "room"]


def item(mission: Activity, title: str, **changes: Any) -> Any:
    return voyage.item(mission, **({"title": title, "status": "confirmed", "venue": ROOM} | changes))


@pytest.mark.parametrize(
    ("venue", "one"),
    [
        (ROOM, True), ("二楼会议室", True), ("본사 2층 회의실", True), ("302호", True), ("Room 302", True),
        ("大ホール", True), ("国際会議場", True), ("3号室", True), ("Boardroom", True),
        ("延辺白山大酒店", False), ("東京ビッグサイト 東3ホール", False), ("浴室設備展示場", False), ("", False),
    ],
)  # fmt: skip
def test_a_room_is_told_from_a_house(venue: str, one: bool) -> None:
    assert names_room(venue) is one


def test_two_groups_of_a_mission_in_one_room_are_told_and_one_after_the_other_are_not(mission: Activity) -> None:
    first, second = voyage.delegate(mission, name="髙橋 直樹"), voyage.delegate(mission, name="鈴木 花子")
    item(mission, "銀行", people=[first.id])
    item(mission, "税関", people=[second.id], start=time(9, 30), end=time(11))
    item(mission, "港", people=[first.id], start=time(11), end=time(12))
    item(mission, "市場", people=[first.id], start=time(12), end=time(13), venue="延辺白山大酒店")
    item(mission, "書店", people=[second.id], start=time(12), end=time(13), venue="延辺白山大酒店")
    assert len(told(mission)) == 1
    assert "“銀行” and “税関” are in “延辺白山大酒店 3階 会議室” at the same time." in told(mission)[0]


def test_who_is_in_two_places_is_told_once(mission: Activity) -> None:
    item(mission, "銀行", status="tentative")
    item(mission, "税関", status="tentative")
    kinds = [gap.kind for gap in queries.facts(mission.id, user=cast.user()).gaps]
    assert (kinds.count("clash"), kinds.count("room")) == (1, 0)


def test_another_activity_in_the_room_is_told_without_its_name(mission: Activity) -> None:
    other = voyage.mission(names={"ja": "第8回 大連視察団"})
    theirs = item(other, "歓迎会", venue="延辺白山大酒店　３階　会議室")  # written otherwise
    item(mission, "銀行")
    item(mission, "税関", start=time(10), end=time(11))
    (text,) = told(mission)
    assert "銀行: another activity is confirmed in “延辺白山大酒店 3階 会議室” at the same time." in text
    assert "大連" not in text
    assert len(told(other)) == 1
    with writing():
        archive(voyage.anew(theirs), rules.ITEM_ARCHIVED, by=None)
        db.session.commit()
    assert told(mission) == []


def test_rooms_that_are_called_alike_at_two_hosts_are_two(mission: Activity) -> None:
    other = voyage.mission(names={"ja": "第8回 大連視察団"})
    item(mission, "銀行", venue="会議室", host=book.organisation("延辺銀行"))
    item(other, "税関", venue="会議室", host=book.organisation("延辺税関"))
    assert told(mission) == []


def test_what_is_not_confirmed_holds_no_room(mission: Activity) -> None:
    other = voyage.mission(names={"ja": "第8回 大連視察団"})
    item(mission, "銀行")
    item(other, "税関", status="tentative")
    assert told(mission) == told(other) == []
