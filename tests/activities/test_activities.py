"""Activities: planned with visible records only, moved along their path, counted in yen, seen by the right people."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries, rules, services
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.queries import Filter
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import services as contacts_services
from crm.contacts.rules import PersonNameInput
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.initiatives import services as initiatives
from crm.office.rules import Office
from crm.tasks import services as tasks
from crm.tasks.kind import TASK
from crm.tasks.models import Task
from tests import cast
from tests.contacts import book
from tests.missions import voyage


@pytest.fixture
def activity(session: scoped_session[Session]) -> Activity:
    return voyage.mission()


def refused(field: str | None) -> Any:
    return pytest.raises(Refused, check=lambda refusal: refusal.field == field)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026), (date(2026, 12, 31), 2026)],
)
def test_the_fiscal_year_runs_from_april_to_march(day: date, year: int) -> None:
    assert Office().fiscal_year(day) == year
    first, last = Office().fiscal_year_dates(year)
    assert first <= day <= last


def test_every_state_leads_only_to_states_there_are_and_none_to_itself() -> None:
    assert set(rules.TRANSITIONS) == set(rules.ACTIVITY_STATUSES)
    for status in rules.ACTIVITY_STATUSES:
        assert set(rules.next_statuses(status)) <= set(rules.ACTIVITY_STATUSES) - {status}
    assert rules.next_statuses("nonsense") == ()


def test_roles_stand_in_the_order_of_protocol() -> None:
    assert sorted(["interpreter", "member", "head", "?"], key=rules.role_rank) == ["head", "member", "interpreter", "?"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {}}, "name_ja"),
        ({"names": {"ja": ""}}, "name_ja"),
        ({"type": "picnic"}, "type"),
        ({"direction": "upwards"}, "direction"),
        ({"place_id": None}, "place_id"),
        ({"place_id": 999_999}, "place_id"),
        ({"start_on": None}, "start_on"),
        ({"end_on": None}, "end_on"),
        ({"end_on": date(2026, 12, 9)}, "end_on"),
        ({"start_on": date(1, 1, 1)}, "start_on"),
        ({"end_on": date(9999, 12, 31)}, "end_on"),
        ({"initiative_id": 999_999}, "initiative_id"),
        ({"host_organisation_id": 999_999}, "host_organisation_id"),
        ({"sender_organisation_id": 999_999}, "sender_organisation_id"),
        ({"leader_id": 999_999}, "leader_id"),
        ({"coordinator_id": 999_999}, "coordinator_id"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_beside_its_field(
    activity: Activity, change: dict[str, Any], field: str
) -> None:
    with writing(), refused(field):
        services.plan(voyage.plan(**change), by=cast.user())
    with writing(), refused(field):
        services.change(voyage.fresh(activity), voyage.plan(**change), by=cast.user())


def test_names_are_changed_language_by_language(activity: Activity, session: scoped_session[Session]) -> None:
    with writing():
        services.change(voyage.fresh(activity), voyage.plan(names={"ja": "新しい名", "ko": "새 이름"}), by=None)
        session.commit()
    with writing():
        services.change(voyage.fresh(activity), voyage.plan(names={"ko": "이름", "en": "Name"}), by=None)
        session.commit()
    assert [(n.language, n.text) for n in voyage.fresh(activity).names] == [("ko", "이름"), ("en", "Name")]


def test_what_was_linked_may_stay_when_it_is_archived_since(session: scoped_session[Session]) -> None:
    bureau = book.organisation()
    activity = voyage.mission(host_organisation_id=bureau.id)
    with writing():
        contacts_services.archive_organisation(session.get_one(type(bureau), bureau.id), by=None)
        session.commit()
    with writing():
        services.change(voyage.fresh(activity), voyage.plan(host_organisation_id=bureau.id), by=cast.user())
        session.commit()
    with writing(), refused("host_organisation_id"):
        services.plan(voyage.plan(host_organisation_id=bureau.id), by=cast.user())


def on_the_way(activity: Activity, *statuses: str, **known: Any) -> None:
    for status in statuses:
        with writing():
            services.move(voyage.fresh(activity), status=status, by=None, **known)
            db.session.commit()


def test_it_moves_along_its_path_and_nowhere_else(activity: Activity) -> None:
    on_the_way(activity, "approved", "recruiting", "confirmed", "in_progress", "reporting")
    with writing():
        services.settle_costs(voyage.fresh(activity), state="none", by=None)
        db.session.commit()
    on_the_way(activity, "closed", reported=True)
    with writing(), pytest.raises(Refused, match="You cannot change from “Closed” to “Draft”"):
        services.move(voyage.fresh(activity), status="draft", by=None)


def test_it_is_closed_with_an_approved_report_a_complete_cost_book_and_owned_action_items(activity: Activity) -> None:
    with writing(), action(rules.CHANGED, by=None):
        db.session.add(Task(text="礼状", due_on=date(2026, 12, 20), activity_id=activity.id))
        db.session.flush()
        db.session.commit()
    on_the_way(activity, "approved", "confirmed", "in_progress", "reporting")
    found = queries.ending(voyage.fresh(activity), reported=False)
    assert [thing.code for thing in found.unfinished] == ["report", "costs", "tasks"]
    assert [task.text for task in found.tasks] == ["礼状"]
    with (
        writing(),
        pytest.raises(Refused, match="No report has been approved yet. The cost book .* Action items without"),
    ):
        services.move(voyage.fresh(activity), status="closed", by=None)
    with writing():
        services.settle_costs(voyage.fresh(activity), state="none", by=None)
        db.session.commit()
    with writing(), pytest.raises(Refused, match="Action items without a person in charge: 1"):
        services.move(voyage.fresh(activity), status="closed", by=None, reported=True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("known", "codes"),
    [
        ({}, []),
        ({"reported": False}, ["report"]),
        ({"costs_state": "none"}, []),
        ({"costs_state": "open", "unconverted": 2}, ["costs", "rates"]),
        ({"orphans": 1, "unasked": True}, ["attendance", "tasks"]),
    ],
)
def test_what_is_unfinished_is_told_in_one_order(known: dict[str, Any], codes: list[str]) -> None:
    fine: dict[str, Any] = {"reported": True, "costs_state": "booked", "unconverted": 0, "orphans": 0}
    assert [thing.code for thing in rules.unfinished(**fine | known)] == codes


# ------------------------------------------------------------------ who sees


def test_a_mission_leader_sees_what_they_lead_coordinate_or_made(session: scoped_session[Session]) -> None:
    leader = cast.user(Role.MISSION_LEADER)
    mine = [
        voyage.mission(leader_id=leader.id).id,
        voyage.mission(coordinator_id=leader.id).id,
        voyage.mission(by=leader).id,
    ]
    other = voyage.mission().id
    assert set(session.scalars(queries.visible_ids(leader))) == set(mine)
    assert not ACTIVITY.is_visible(other, leader)
    with pytest.raises(NotVisible):
        queries.one(other, user=leader)
    for role in (Role.ADMIN, Role.COORDINATOR, Role.MANAGEMENT):
        assert ACTIVITY.is_visible(other, cast.user(role))


def test_archived_activities_are_gone_until_they_are_restored(
    activity: Activity, session: scoped_session[Session]
) -> None:
    with writing():
        services.archive(voyage.fresh(activity), by=None)
        session.commit()
    user, leader = cast.user(), cast.user(Role.MISSION_LEADER)
    with pytest.raises(NotVisible):
        queries.one(activity.id, user=user)
    with pytest.raises(NotVisible):
        queries.one(activity.id, user=leader, archived=True)
    with writing():
        services.restore(queries.one(activity.id, user=user, archived=True), by=user)
        session.commit()
    assert queries.one(activity.id, user=user).id == activity.id
    with pytest.raises(NotVisible):
        queries.one(activity.id, user=user, archived=True)


def test_what_is_to_be_done_goes_into_the_archive_with_it_and_comes_back(activity: Activity) -> None:
    def add(text: str) -> Task:
        return tasks.add(
            text=text, due_on=date(2026, 12, 3), owner_id=cast.user().id, record=(ACTIVITY, activity.id),
            activity_id=activity.id, by=None,
        )  # fmt: skip

    with writing():
        due, gone = add("旅のしおりを送る"), add("誤り")
        with action(rules.PLANNED, by=None):
            gone.archived_at = clock.now() - timedelta(days=1)
        db.session.commit()
        services.archive(voyage.fresh(activity), by=None)
        db.session.commit()
    assert not TASK.is_visible(due.id, cast.user())
    with writing():
        services.restore(queries.one(activity.id, user=cast.user(), archived=True), by=None)
        db.session.commit()
    assert TASK.is_visible(due.id, cast.user())
    assert not TASK.is_visible(gone.id, cast.user())


@pytest.mark.both
def test_the_list_narrows_by_every_condition(session: scoped_session[Session]) -> None:
    yanji = voyage.mission(names={"ja": "100%_延辺"})
    with writing():
        initiative = initiatives.plan(names={"ja": "事業"}, by=None)
        session.commit()
    beijing = voyage.mission(
        type="trade_fair", direction="inbound", place_id=book.place("110000").id, start_on=date(2026, 3, 1),
        initiative_id=initiative.id,
    )  # fmt: skip
    user = cast.user()

    def ids(**conditions: Any) -> list[int]:
        return [a.id for a in queries.activities(Filter(**conditions), user=user).rows]

    assert ids() == [yanji.id, beijing.id]
    assert ids(type=["trade_fair"]) == ids(direction=["inbound"]) == ids(fiscal_year=2025) == [beijing.id]
    assert ids(initiative=initiative.id) == ids(place=[book.place("110000").id]) == [beijing.id]
    assert ids(place=[book.place("222400").id]) == ids(q="0%_") == [yanji.id]
    assert ids(status=["closed"]) == ids(q="%%") == []
    assert queries.fiscal_years(user=user) == [2026, 2025]
    assert queries.fiscal_years(user=cast.user(Role.MISSION_LEADER)) == []
    assert queries.options(user=user)[0] == (yanji.id, "100%_延辺 · 2026年12月10日")
    assert queries.labels([beijing.id]) == {beijing.id: "第7回 延辺視察団"}


# ------------------------------------------------------------------ delegation


def test_name_and_title_stay_as_they_were_on_joining(activity: Activity, session: scoped_session[Session]) -> None:
    chamber = book.organisation("見附商工会", "ja", country="JP")
    naoki = book.person("髙橋 直樹", "ja", at=chamber, title="会長")
    part = voyage.delegate(activity, naoki)
    with writing():
        person = contacts.person(naoki.id, user=cast.user())
        contacts_services.change_person(person, name=PersonNameInput("ja", "高橋 直樹"), by=None)
        session.commit()
    (kept,) = queries.participants(activity.id)
    assert kept.id == part.id
    assert (kept.name_snapshot, kept.title_snapshot, kept.organisation_id) == ("髙橋 直樹", "会長", chamber.id)
    assert [p.id for p, _ in queries.of_person(naoki.id, user=cast.user())] == [part.id]
    assert [a.id for a in queries.of_organisation(chamber.id, user=cast.user())] == [activity.id]


def test_delegates_stand_in_order_newcomers_last(activity: Activity) -> None:
    first, second = voyage.delegate(activity), voyage.delegate(activity, name="安角 恵")
    head = voyage.delegate(activity, name="田邉 俊夫", order=0)
    assert [p.id for p in queries.participants(activity.id)] == [head.id, first.id, second.id]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person_id": None}, "person_id"),
        ({"person_id": 999_999}, "person_id"),
        ({"organisation_id": 999_999}, "organisation_id"),
        ({"role": "king"}, "role"),
        ({"status": "perhaps"}, "state"),
    ],
)
def test_a_delegate_that_makes_no_sense_is_refused(activity: Activity, change: dict[str, Any], field: str) -> None:
    values = {"person_id": book.person().id, "by": None} | change
    with writing(), refused(field):
        services.add_participant(voyage.fresh(activity), **values)
    assert queries.participants(activity.id) == []


def test_nobody_joins_twice_and_every_change_moves_the_version(activity: Activity) -> None:
    before = activity.version
    part = voyage.delegate(activity)
    assert voyage.fresh(activity).version > before
    with writing(), refused("person_id"):
        services.add_participant(voyage.fresh(activity), person_id=part.person_id, by=None)
