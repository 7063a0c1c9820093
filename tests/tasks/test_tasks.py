"""Tasks: who sees them, what happens to them, and when they are due."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.kinds import Kind
from crm.core.paging import Page
from crm.core.permissions import Actor, Role
from crm.meetings.kind import MEETING
from crm.tasks import queries, rules, services
from crm.tasks.kind import TASK
from crm.tasks.models import Task
from tests.cast import user
from tests.insights import fairs

pytestmark = pytest.mark.usefixtures("session")

TODAY = date(2026, 11, 24)


def task(*, owner: Actor | None = None, by: Actor | None = None, due_on: date = TODAY, **values: object) -> Task:
    """A saved open task; the coordinator's unless somebody else owns it."""
    with writing():
        made = services.add(
            **{"text": "検品票の中国語版を送る", "due_on": due_on, "owner_id": (owner or user()).id, "by": by or user()}
            | values  # type: ignore[arg-type]  # what a test changes
        )
        db.session.commit()
    return made


def test_a_task_is_open_and_belongs_to_its_owner() -> None:
    made = task(record=(MEETING, 7), activity_id=3)
    assert (made.status, made.owner_id, made.record_type, made.record_id) == ("open", user().id, "meetings", 7)
    assert made.created_by_id == user().id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "  "}, "text"),
        ({"due_on": None}, "due_on"),
        ({"owner_id": None}, "owner_id"),
        ({"owner_id": 999}, "owner_id"),
        ({"record": (TASK, 1)}, None),
    ],
)
def test_what_is_missing_or_unknown_is_refused_beside_its_field(values: dict[str, object], field: str | None) -> None:
    with pytest.raises(Refused) as refusal:
        task(**values)  # type: ignore[arg-type]  # wrong on purpose
    assert refusal.value.field == field


def test_what_the_office_does_for_itself_does_not_follow_from_a_mission() -> None:
    before, begun, after = date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 28)
    mission, other = (fairs.activity(fairs.place(code), start_on=begun, end_on=after) for code in "12")

    def on(kind: Kind, due_on: date, of: Activity = mission, **more: Any) -> Task:
        return task(record=(kind, of.id), activity_id=of.id, due_on=due_on, **more)

    for chore in (on(ACTIVITY, after, internal=True), on(MEETING, after, internal=True), on(ACTIVITY, before)):
        assert chore.activity_id == mission.id
    on(ACTIVITY, after, other)
    follows = [on(ACTIVITY, before, external_owner="李明淑"), on(MEETING, before), on(ACTIVITY, after)]
    assert queries.following(mission.id, user=user()) == follows
    assert len(queries.tasks(queries.Filter(activity=mission.id), user=user()).rows) == 6


def test_a_mission_leader_sees_own_tasks_and_those_they_made_and_others_see_all() -> None:
    leader = user(Role.MISSION_LEADER)
    own, made, other = task(owner=leader), task(by=leader), task()
    seen = set(db.session.scalars(queries.visible_to(leader).with_only_columns(Task.id)))
    assert seen == {own.id, made.id}
    for role in (Role.ADMIN, Role.COORDINATOR, Role.MANAGEMENT):
        assert queries.one(other.id, user=user(role)).id == other.id
    with pytest.raises(NotVisible):
        queries.one(other.id, user=leader)
    assert TASK.is_visible(own.id, leader)
    assert not TASK.is_visible(other.id, leader)


@pytest.mark.both
def test_due_lists_own_open_tasks_that_are_late_or_due_within_a_week() -> None:
    me = user()
    late, soon = task(due_on=TODAY - timedelta(days=3)), task(due_on=TODAY + timedelta(days=7))
    task(due_on=TODAY + timedelta(days=8))
    task(owner=user(Role.ADMIN))
    finished = task()
    with writing():
        services.complete(finished, by=me)
        db.session.commit()
    assert [t.id for t in queries.due(me, today=TODAY)] == [late.id, soon.id]
    assert queries.due_counts(me, today=TODAY) == (0, 1)
    assert queries.due_counts(me, today=TODAY, apart=select(Task.id).where(Task.id == late.id)) == (0, 0)
    assert queries.due_counts(user(Role.ADMIN), today=TODAY) == (1, 0)
    assert queries.due_counts(me, today=TODAY + timedelta(days=7)) == (1, 1)


def test_a_task_goes_from_open_to_done_and_back() -> None:
    made = task()
    with writing():
        services.complete(made, by=user())
        assert made.status == "done"
        assert made.done_on is not None
        services.complete(made, by=user())
        with pytest.raises(Refused):
            services.postpone(made, by=user())
        with pytest.raises(Refused):
            services.cancel(made, by=user())
        services.reopen(made, by=user())
        db.session.commit()
    assert made.status == "open"
    assert made.done_on is None


def test_postponing_moves_a_late_task_a_week_on_from_today() -> None:
    made = task(due_on=date(2020, 1, 1))
    with writing():
        services.postpone(made, by=user())
        assert made.due_on >= TODAY + timedelta(days=7)
        with pytest.raises(Refused) as refusal:
            services.postpone(made, until=date(2020, 1, 1), by=user())
    assert refusal.value.field == "due_on"


def test_a_task_is_given_to_someone_with_an_account_only() -> None:
    made, admin = task(), user(Role.ADMIN)
    with writing():
        with pytest.raises(Refused):
            services.reassign(made, owner_id=999, by=user())
        services.reassign(made, owner_id=admin.id, by=user())
        db.session.commit()
    assert made.owner_id == admin.id


def test_the_tasks_of_a_record_stand_open_ones_first() -> None:
    first, second = task(record=(MEETING, 7)), task(record=(MEETING, 7), due_on=TODAY + timedelta(days=1))
    task(record=(MEETING, 8))
    with writing():
        services.complete(first, by=user())
        db.session.commit()
    assert [t.id for t in queries.of_record("meetings", 7)] == [second.id, first.id]
    assert [t.id for t in queries.of_record("meetings", 7, open_only=True)] == [second.id]


@pytest.mark.both
def test_the_tasks_of_an_activity_include_those_of_its_meetings() -> None:
    on_meeting = task(record=(MEETING, 7), activity_id=3)
    on_activity = task(record=(ACTIVITY, 3))
    task(record=(ACTIVITY, 4))
    assert {t.id for t in queries.tasks(queries.Filter(activity=3), user=user()).rows} == {
        on_meeting.id,
        on_activity.id,
    }


def test_late_means_open_and_past_its_day() -> None:
    assert rules.is_overdue("open", TODAY - timedelta(days=1), TODAY, rests=False)
    assert not rules.is_overdue("open", TODAY - timedelta(days=1), TODAY, rests=True)
    assert not rules.is_overdue("open", TODAY, TODAY, rests=False)
    assert not rules.is_overdue("done", TODAY - timedelta(days=1), TODAY, rests=False)


@pytest.mark.both
@pytest.mark.parametrize("sort", ["-due", "due", "priority"])
def test_a_list_of_more_than_a_page_is_walked_to_its_end_and_back(sort: str) -> None:
    codes = list(rules.PRIORITIES)
    for number in range(7):
        task(text=f"宿題 {number}", due_on=TODAY + timedelta(days=number // 4), priority=codes[number % len(codes)])

    def page(cursor: str | None, size: int = 3) -> Page[Task]:
        return queries.tasks(queries.Filter(), user=user(), sort=sort, cursor=cursor, size=size)

    whole = [each.id for each in page(None, 50).rows]
    walked = [page(None)]
    while (cursor := walked[-1].next_cursor) is not None:
        walked.append(page(cursor))
    assert [each.id for part in walked for each in part.rows] == whole
    assert len(walked) == 3
    assert [each.id for each in page(walked[2].previous_cursor).rows] == whole[3:6]
