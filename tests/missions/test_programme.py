"""The programme: items on their own clock, inside the mission, never two confirmed ones for one person."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.audit import services as audit
from crm.core.database import writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.missions import queries, rules, services
from tests import cast
from tests.contacts import book
from tests.missions import voyage


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return voyage.mission()


def refused(field: str | None = None) -> Any:
    return pytest.raises(Refused, check=lambda refusal: refusal.field == field)


def test_an_item_keeps_its_wall_clock_and_compares_in_utc(mission: Activity) -> None:
    kept = voyage.item(mission, start=time(9), end=time(10, 30))
    assert (kept.wall_start, kept.wall_end, kept.timezone) == ("2026-12-11T09:00", "2026-12-11T10:30", "Asia/Shanghai")
    assert kept.starts_at == datetime(2026, 12, 11, 1, 0, tzinfo=UTC)


def test_without_a_title_an_item_is_called_after_its_host(mission: Activity) -> None:
    bureau = book.organisation("延吉市商务局")
    assert voyage.item(mission, title="", host=bureau).title == "延吉市商务局"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"end": time(8)}, "end"),
        ({"end": time(10), "end_day": date(2026, 12, 10)}, "end_day"),
        ({"day": date(2026, 12, 9)}, "day"),
        ({"day": date(2026, 12, 15)}, "day"),
        ({"end_day": date(2026, 12, 16)}, "end_day"),
        ({"day": None}, "day"),
        ({"timezone": "Asia/Atlantis"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"kind": "picnic"}, "kind"),
        ({"status": "perhaps"}, "state"),
        ({"title_language": "la"}, "title_language"),
        ({"place_id": 999_999}, "place_id"),
        ({"organisation_id": 999_999}, "organisation_id"),
        ({"interpreter_id": 999_999}, "interpreter_id"),
        ({"hosts": [999_999]}, "hosts"),
        ({"people": [999_999]}, "people"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused_beside_its_field(
    mission: Activity, changes: dict[str, Any], field: str
) -> None:
    with writing(), refused(field):
        services.add_item(mission, voyage.item_plan(**changes), by=cast.user())
    assert queries.items(mission.id) == []


def test_delegates_of_another_mission_cannot_be_named(mission: Activity) -> None:
    other = voyage.delegate(voyage.mission())
    with writing(), refused("people"):
        services.add_item(mission, voyage.item_plan(people=[other.id]), by=None)


def test_confirming_an_item_over_a_confirmed_one_is_refused_and_says_who(mission: Activity) -> None:
    naoki = voyage.delegate(mission)
    voyage.item(mission, title="大洋商贸", status="confirmed", people=[naoki.id])
    tentative = voyage.item(mission, start=time(9, 30), end=time(11))
    with writing(), pytest.raises(Refused, match="髙橋 直樹 would be in two places: “大洋商贸”"):
        services.move_item(voyage.anew(tentative), status="confirmed", by=None)
    with writing(), refused("start"):
        services.change_item(
            mission,
            voyage.anew(tentative),
            voyage.item_plan(start=time(9, 30), end=time(11), status="confirmed"),
            by=None,
        )
    with writing(), refused("start"):
        services.add_item(mission, voyage.item_plan(status="confirmed"), by=None)


def test_confirming_is_possible_for_other_people_and_beside_tentative_items(
    mission: Activity, session: scoped_session[Session]
) -> None:
    naoki, megumi = voyage.delegate(mission), voyage.delegate(mission, name="安角 恵")
    voyage.item(mission, status="confirmed", people=[naoki.id])
    voyage.item(mission, status="tentative")
    mine = voyage.item(mission, people=[megumi.id])
    with writing():
        services.move_item(voyage.anew(mine), status="confirmed", by=None)
        session.commit()
    assert queries.item(mine.id, user=cast.user()).status == "confirmed"


def test_an_item_never_clashes_with_itself(mission: Activity, session: scoped_session[Session]) -> None:
    confirmed = voyage.item(mission, status="confirmed")
    with writing():
        services.change_item(
            mission, voyage.anew(confirmed), voyage.item_plan(status="confirmed", end=time(11)), by=None
        )
        session.commit()
    assert queries.item(confirmed.id, user=cast.user()).wall_end == "2026-12-11T11:00"


def test_a_removed_item_comes_back_only_when_its_time_is_still_free(
    mission: Activity, session: scoped_session[Session]
) -> None:
    first = voyage.item(mission, status="confirmed")
    with writing():
        audit.archive(first, rules.ITEM_ARCHIVED, by=None)
        session.commit()
    with pytest.raises(NotVisible):
        queries.item(first.id, user=cast.user())
    voyage.item(mission, status="confirmed")
    with writing(), refused(None):
        services.restore_item(queries.item(first.id, user=cast.user(), archived=True), by=None)


def test_a_removed_item_does_not_come_back_on_a_day_that_the_mission_lost(
    mission: Activity, session: scoped_session[Session]
) -> None:
    last = voyage.item(mission, day=mission.end_on)
    with writing():
        audit.archive(last, rules.ITEM_ARCHIVED, by=None)
        session.commit()
        wanted = voyage.plan(place_id=mission.place_id, end_on=mission.end_on - timedelta(days=1))
        services.change(voyage.fresh(mission), wanted, by=None)
        session.commit()
    with writing(), pytest.raises(Refused, match="is outside"):
        services.restore_item(queries.item(last.id, user=cast.user(), archived=True), by=None)


def test_a_visit_keeps_hosts_agenda_and_questions_and_counts_as_a_change_of_the_item(
    mission: Activity, session: scoped_session[Session]
) -> None:
    bureau = book.organisation()
    li, kim = book.person("李明淑", at=bureau), book.person("金成浩", at=bureau)
    item = voyage.item(mission, host=bureau, hosts=[li.id], purpose="表敬", agenda="一\n二")
    before = item.version
    with writing():
        services.change_item(
            mission, voyage.anew(item), voyage.item_plan(host=bureau, hosts=[kim.id, li.id], agenda="三"), by=None
        )
        session.commit()
    item = queries.item(item.id, user=cast.user())
    assert item.visit is not None
    assert {host.person_id for host in item.visit.hosts} == {li.id, kim.id}
    assert item.version > before
    with writing():
        services.change_item(mission, voyage.anew(item), voyage.item_plan(kind="meal"), by=None)
        session.commit()
    assert queries.item(item.id, user=cast.user()).visit is None


def test_the_mission_cannot_be_moved_away_from_under_its_items(mission: Activity) -> None:
    voyage.item(mission)
    for change, field in (({"start_on": date(2026, 12, 12)}, "start_on"), ({"end_on": date(2026, 12, 10)}, "end_on")):
        with writing(), refused(field):
            services.change(mission, voyage.plan(**change), by=None)


def test_a_delegate_leaves_the_items_too_but_never_the_last_one_of_an_item(
    mission: Activity, session: scoped_session[Session]
) -> None:
    naoki, megumi = voyage.delegate(mission), voyage.delegate(mission, name="安角 恵")
    both = voyage.item(mission, people=[naoki.id, megumi.id])
    with writing():
        services.remove_participant(voyage.fresh(mission), naoki, by=None)
        session.commit()
    assert [row.participant_id for row in queries.item(both.id, user=cast.user()).people] == [megumi.id]
    with writing(), pytest.raises(Refused, match="Only 安角 恵 goes to"):
        services.remove_participant(voyage.fresh(mission), megumi, by=None)


def test_a_mission_leader_sees_only_items_of_missions_of_their_own(session: scoped_session[Session]) -> None:
    leader = cast.user(Role.MISSION_LEADER)
    mine, other = voyage.mission(leader_id=leader.id), voyage.mission()
    seen, hidden = voyage.item(mine), voyage.item(other)
    assert queries.item(seen.id, user=leader).id == seen.id
    with pytest.raises(NotVisible):
        queries.item(hidden.id, user=leader)
