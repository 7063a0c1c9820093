"""Talk records: what is written, what is refused, what counts as a talk, and who sees it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.activities import services as activities
from crm.activities.models import Activity, Participant
from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import services as contact_services
from crm.contacts.models import Affiliation, Person, PersonName
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.meetings import queries, rules, services
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.meetings.queries import Filter
from crm.meetings.services import Minute, Newcomer, NextStep, TalkInput
from crm.office import services as offices
from crm.tasks import queries as tasks
from tests.cast import user
from tests.meetings.scene import DAY, SHANGHAI, Scene, add_place, mission, organisation, person, scene, talk

pytestmark = pytest.mark.both


@pytest.fixture
def at(session: Any) -> Scene:
    return scene()


def number_of_talks(**of: Any) -> int:
    statement = queries.talks(**of).with_only_columns(func.count())
    return db.session.scalar(statement) or 0


def test_local_times_are_kept_in_utc_with_the_day_of_the_place(at: Scene) -> None:
    made = queries.one(talk(at).id, user=user())
    assert made.starts_at == datetime(2026, 12, 11, 1, 5, tzinfo=UTC)
    assert made.ends_at == datetime(2026, 12, 11, 2, 10, tzinfo=UTC)
    assert made.held_on == DAY
    late = talk(at, starts=datetime(2026, 12, 11, 0, 30), ends=None, timezone="Asia/Tokyo")
    assert (late.starts_at.date(), late.held_on) == (date(2026, 12, 10), DAY)


def test_whoever_sits_for_another_firm_stands_under_it_and_our_office_heads_its_own_people_alone(at: Scene) -> None:
    with writing():
        maker, bank = organisation("見附ニット株式会社", "JP", "ja"), organisation("北越銀行", "JP", "ja")
        db.session.flush()
        director = contact_services.create_person(
            name=PersonNameInput("ja", "佐藤 一郎"),
            affiliations=[AffiliationInput(maker.id, title="取締役"), AffiliationInput(bank.id, title="監査役")],
            by=None,
        )
        unknown = contact_services.create_person(name=PersonNameInput("ja", "山田 花子"), by=None)
        db.session.flush()
        trip = db.session.get_one(Activity, at.mission)
        activities.add_participant(trip, person_id=director.id, organisation_id=maker.id, by=user())
        offices.begin(name="見附商工会", by=None)
        made = [director.id, unknown.id]
        db.session.commit()
    ours = [*made, at.tanabe]
    kept = queries.one(talk(at, our_organisation_id=None, activity_id=at.mission, ours=ours).id, user=user())
    benches = queries.benches(kept, rules.OURS)
    told = [(b.is_office, b.called, [(s.name_snapshot, s.title_snapshot) for s in b.seats]) for b in benches]
    assert told == [
        (True, "見附商工会", [("田邉 俊夫", "事務局長")]),
        (False, "見附ニット株式会社", [("佐藤 一郎", "取締役")]),
        (False, "", [("山田 花子", "")]),
    ]
    alone = queries.one(talk(at, our_organisation_id=None, activity_id=at.mission, ours=made[:1]).id, user=user())
    assert [bench.is_office for bench in queries.benches(alone, rules.OURS)] == [False]
    [theirs] = queries.benches(kept, rules.THEIRS)
    assert (theirs.organisation, theirs.called) == (kept.organisation, "延吉市商务局")


def test_attendees_keep_the_name_and_title_of_the_day(at: Scene) -> None:
    made = talk(at)
    post = db.session.scalars(select(Affiliation).where(Affiliation.person_id == at.li)).one()
    with writing():
        person = contacts.person(at.li, user=user())
        contact_services.change_person(
            person,
            name=PersonNameInput("zh-Hans", "李明淑"),
            affiliations=[AffiliationInput(at.commerce_bureau, title="局长", id=post.id, titles={"ja": "局長"})],
            by=user(),
        )
        kept = queries.one(made.id, user=user())
        services.change(
            kept,
            TalkInput(
                at.commerce_bureau, datetime(2026, 12, 11, 9, 5), timezone=SHANGHAI, theirs=[at.li, at.sun], ours=[]
            ),
            by=user(),
        )
        db.session.commit()
    seats = {seat.person_id: (seat.side, seat.name_snapshot, seat.title_snapshot) for seat in kept.attendees}
    assert seats == {at.li: ("theirs", "李明淑", "科长"), at.sun: ("theirs", "孙浩", "主任科员")}
    assert {seat.titled("ja")[0] for seat in talk(at, ours=[]).attendees} == {"局長"}
    assert {seat.titled("ja")[0] for seat in queries.one(made.id, user=user()).attendees} == {"課長", "主任科员"}


def test_someone_added_by_name_becomes_a_person_of_the_counterpart(at: Scene) -> None:
    made = talk(at, theirs=[], newcomers=[Newcomer("赵丽", "科员")])
    (seat,) = [seat for seat in made.attendees if seat.side == rules.THEIRS]
    assert (seat.name_snapshot, seat.title_snapshot) == ("赵丽", "科员")
    post = db.session.scalars(select(Affiliation).where(Affiliation.person_id == seat.person_id)).one()
    assert (post.organisation_id, post.title) == (at.commerce_bureau, "科员")
    assert seat.person_id in {face.person_id for face in queries.room(at.commerce_bureau, on=DAY, user=user()).theirs}


def test_next_steps_become_tasks_of_the_meeting_and_its_activity(at: Scene) -> None:
    step = NextStep("検品票の中国語版を送る", date(2026, 12, 18), user().id)
    made = talk(at, activity_id=at.mission, next_steps=[step])
    (task,) = tasks.of_record("meetings", made.id)
    assert (task.text, task.due_on, task.owner_id, task.activity_id) == (step.text, step.due_on, user().id, at.mission)


def test_what_is_to_be_done_goes_with_a_meeting_to_another_activity(at: Scene) -> None:
    made = talk(at, activity_id=at.mission, next_steps=[NextStep("検品票を送る", date(2026, 12, 18), user().id)])
    with writing():
        other = mission(at.place, name="次の視察団").id
        db.session.commit()
    for activity in (other, None):
        starts = datetime(2026, 12, 11, 9, 5)
        moved = TalkInput(at.commerce_bureau, starts, timezone=SHANGHAI, theirs=[at.li], activity_id=activity)
        with writing():
            services.change(queries.one(made.id, user=user()), moved, by=user())
            db.session.commit()
        assert [task.activity_id for task in tasks.of_record("meetings", made.id)] == [activity]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"organisation_id": None}, "organisation_id"),
        ({"organisation_id": 9999}, "organisation_id"),
        ({"our_organisation_id": 9999}, "our_organisation_id"),
        ({"activity_id": 9999}, "activity_id"),
        ({"initiative_id": 9999}, "initiative_id"),
        ({"place_id": 9999}, "place_id"),
        ({"interpreter_id": 9999}, "interpreter_id"),
        ({"theirs": [9999]}, "theirs"),
        ({"ours": [9999]}, "ours"),
        ({"theirs": []}, "theirs"),
        ({"starts": None}, "starts"),
        ({"starts": datetime(1, 1, 1), "ends": None}, "starts"),
        ({"ends": datetime(2026, 12, 11, 9, 4)}, "ends"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"kind": "séance"}, "kind"),
        ({"status": "dreamt"}, "status"),
        ({"mode": "telepathy"}, "mode"),
        ({"result": "miracle"}, "result"),
        ({"newcomers": [Newcomer("赵丽", side="above")]}, "newcomers"),
        ({"next_steps": [NextStep("送る", None, 1)]}, "next_steps"),
        ({"next_steps": [NextStep("送る", DAY, 9999)]}, "owner_id"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(at: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        talk(at, **values)
    assert refusal.value.field == field
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_nobody_sits_on_both_sides_and_the_sides_differ(at: Scene) -> None:
    with pytest.raises(Refused):
        talk(at, ours=[at.li])
    with pytest.raises(Refused):
        talk(at, our_organisation_id=at.commerce_bureau)


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, True),
        ({"kind": "courtesy_call"}, False),
        ({"status": "planned"}, False),
        ({"status": "cancelled"}, False),
        ({"minutes": []}, False),
        ({"minutes": [Minute(topic="価格")]}, False),
        ({"minutes": [Minute(decision="見積を出す")]}, True),
        ({"minutes": [Minute(open_point="最低数量")]}, True),
        ({"minutes": [], "conditions_agreed": "三百箱、三月、CIF図們"}, True),
        ({"minutes": [], "counterpart_requests": "見本"}, True),
        ({"minutes": [], "purpose": "年始の便", "products": "八海山", "result": "interest"}, False),
        ({"status": "planned", "theirs": []}, False),
    ],
)
def test_a_talk_is_a_held_business_talk_with_minutes_and_a_counterpart(
    at: Scene, values: dict[str, Any], counts: bool
) -> None:
    made = talk(at, **values)
    assert rules.is_talk(made) is counts
    assert number_of_talks() == int(counts)
    listed = queries.meetings(Filter(talks_only=True), user=user()).rows
    assert [row.id for row in listed] == ([made.id] if counts else [])


def test_a_talk_says_why_it_does_not_count(at: Scene) -> None:
    assert rules.why_no_talk(talk(at, theirs=[at.li], ours=[])) == []
    alone = talk(at, status="planned", theirs=[])
    assert "Nobody from the counterpart is recorded." in rules.why_no_talk(alone)


def test_several_talks_of_the_same_two_sides_on_one_day_are_one(at: Scene) -> None:
    first = talk(at)
    again = talk(at, starts=datetime(2026, 12, 11, 15), ends=None)
    assert rules.talk_key(first) == rules.talk_key(again)
    assert number_of_talks() == 1
    talk(at, starts=datetime(2026, 12, 12, 9), ends=None)
    assert number_of_talks() == 2
    talk(at, our_organisation_id=None)
    talk(at, our_organisation_id=None)
    assert number_of_talks() == 3


def test_archived_meetings_are_no_talks_and_come_back(at: Scene) -> None:
    made = talk(at)
    with writing():
        audit.archive(made, rules.ARCHIVED, by=user())
        db.session.commit()
    assert number_of_talks() == 0
    with pytest.raises(NotVisible):
        queries.one(made.id, user=user())
    with writing():
        audit.restore(queries.one(made.id, user=user(), archived=True), rules.RESTORED, by=user())
        db.session.commit()
    assert MEETING.is_visible(made.id, user())


def test_talks_are_counted_by_activity(at: Scene) -> None:
    talk(at, activity_id=at.mission)
    talk(at, activity_id=at.mission, starts=datetime(2026, 12, 12, 9), ends=None)
    talk(at, starts=datetime(2026, 12, 13, 9), ends=None)
    nowhere = select(Activity.id).where(Activity.not_counted != "")
    assert queries.talks_by_activity([at.mission], but=nowhere) == {at.mission: 2}


def test_a_mission_leader_sees_meetings_of_their_missions_and_their_own(at: Scene) -> None:
    leader = user(Role.MISSION_LEADER)
    with writing():
        other = mission(at.place, name="他団").id
        db.session.commit()
    of_mission, own, without, foreign = (
        talk(at, activity_id=at.mission), talk(at, by=leader), talk(at), talk(at, activity_id=other),
    )  # fmt: skip
    assert set(db.session.scalars(queries.visible_ids(leader))) == {of_mission.id, own.id}
    everyone = {of_mission.id, own.id, without.id, foreign.id}
    assert set(db.session.scalars(queries.visible_ids(user(Role.MANAGEMENT)))) == everyone
    with pytest.raises(Refused) as refusal:
        talk(at, by=leader, activity_id=other)
    assert refusal.value.field == "activity_id"


def test_a_leader_has_no_room_at_a_foreign_mission_and_is_offered_whom_they_met(at: Scene) -> None:
    leader = user(Role.MISSION_LEADER)
    with writing():
        other, shop = mission(at.place, name="他団").id, organisation("图们百货").id
        host = person("朴春花", shop).id
        db.session.commit()
    talk(at, activity_id=at.mission)
    talk(at, activity_id=other, organisation_id=shop, theirs=[host])
    seen = queries.room(at.commerce_bureau, on=DAY, user=leader, activity_id=at.mission).activity
    assert seen is not None
    assert seen.id == at.mission
    with pytest.raises(NotVisible):
        queries.room(at.commerce_bureau, on=DAY, user=leader, activity_id=other)
    assert [found.id for found in queries.counterparts("", user=leader)] == [at.commerce_bureau]
    assert {found.id for found in queries.counterparts("", user=user())} == {at.commerce_bureau, shop}


@pytest.mark.searched
def test_the_list_is_narrowed_by_each_condition(at: Scene) -> None:
    with writing():
        shop = organisation("图们百货").id
        db.session.commit()
    one = talk(at, activity_id=at.mission, result="interest", subject="枠の拡大")
    two = talk(at, organisation_id=shop, kind="courtesy_call", starts=datetime(2026, 11, 1, 9), ends=None)

    def found(**wanted: Any) -> set[int]:
        return {row.id for row in queries.meetings(Filter(**wanted), user=user()).rows}

    assert found() == {one.id, two.id}
    assert found(activity=at.mission) == {one.id}
    assert found(organisation=shop) == {two.id}
    assert found(organisation=at.association) == {one.id, two.id}
    assert found(person=at.tanabe) == {one.id, two.id}
    assert found(kind=["courtesy_call"]) == {two.id}
    assert found(result=["interest"]) == {one.id}
    assert found(status="planned") == set()
    assert found(since=DAY) == {one.id}
    assert found(until=date(2026, 11, 1)) == {two.id}
    assert found(made_by=user(Role.ADMIN).id) == set()
    assert found(q="枠の") == {one.id}
    assert found(q="二十点") == {one.id, two.id}
    assert found(q="図們") == {two.id}
    assert found(q="100%") == set()


def test_the_minutes_of_an_activity_are_ready_for_its_report(at: Scene) -> None:
    second = talk(at, activity_id=at.mission, starts=datetime(2026, 12, 12, 9), ends=None)
    first = talk(at, activity_id=at.mission)
    talk(at, activity_id=at.mission, status="cancelled")
    found = queries.for_report(at.mission, user=user())
    assert [meeting.id for meeting in found] == [first.id, second.id]
    assert found[0].attendees[0].person.names[0].full == "李明淑"


def test_only_written_minutes_are_confirmed(at: Scene) -> None:
    empty, written = talk(at, minutes=[]), talk(at)
    with writing():
        with pytest.raises(Refused):
            services.confirm(empty, by=user())
        services.confirm(written, by=user())
        db.session.commit()
    assert written.confirmed_by_counterpart


def test_the_room_offers_hosts_delegates_and_interpreters_and_hides_the_rest(at: Scene) -> None:
    with writing():
        with action(rules.CHANGED, by=user()):
            parts = {"family": "LI", "given": "MINGSHU", "full": "LI MINGSHU"}
            db.session.add(PersonName(person_id=at.li, kind="latin_passport", language="en", **parts))
        db.session.commit()
    people = [listed for _post, listed in contacts.people_of(at.commerce_bureau, user=user())]
    assert "LI Mingshu" in [form.text for listed in people for form in contacts.alt_names(listed)]
    room = queries.room(at.commerce_bureau, on=DAY, user=user(), activity_id=at.mission, invited=[9999, at.sun])
    assert {face.person_id for face in room.theirs} == {at.li, at.sun}
    assert [face.person_id for face in room.ours] == [at.tanabe]
    assert room.our_organisation is not None
    assert room.our_organisation.id == at.association
    with pytest.raises(NotVisible):
        queries.room(9999, on=DAY, user=user())
    with pytest.raises(NotVisible):
        queries.room(at.commerce_bureau, on=DAY, user=user(), activity_id=9999)


def test_a_delegate_who_did_not_come_is_not_offered(at: Scene) -> None:
    with writing():
        with action(rules.CHANGED, by=user()):
            db.session.scalars(select(Participant).where(Participant.person_id == at.tanabe)).one().status = "absent"
        db.session.commit()
    assert queries.room(at.commerce_bureau, on=DAY, user=user(), activity_id=at.mission).delegation == []


def test_who_came_to_us_sits_on_the_other_side_and_our_people_are_those_of_the_host(at: Scene) -> None:
    with writing():
        here = add_place("15211", "Asia/Tokyo", "JP")
        db.session.flush()
        sides: dict[str, Any] = {"sender_organisation_id": at.commerce_bureau, "host_organisation_id": at.association}
        visit = mission(here.id, direction="inbound", **sides)
        db.session.flush()
        activities.add_participant(visit, person_id=at.li, organisation_id=at.commerce_bureau, by=user())
        db.session.commit()
        id = visit.id
    guests = queries.room(at.commerce_bureau, on=DAY, user=user(), activity_id=id)
    assert guests.our_organisation is not None
    assert guests.our_organisation.id == at.association
    assert [(face.person_id, face.role) for face in guests.theirs] == [(at.li, "member"), (at.sun, "")]
    assert [face.person_id for face in guests.ours] == [at.tanabe]
    visited = queries.room(at.association, on=DAY, user=user(), activity_id=id)
    assert (visited.is_turned, visited.our_organisation, visited.ours) == (True, None, [])
    assert [face.person_id for face in visited.theirs] == [at.tanabe, at.li]
    assert [firm.id for firm in queries.guests(id, user=user())] == [at.commerce_bureau]
    assert (queries.guests(at.mission, user=user()), queries.firms_of_ours(id, user=user())) == ([], [])


def test_counterparts_are_those_met_last_or_those_that_match_in_any_script(at: Scene) -> None:
    assert queries.counterparts("", user=user()) == []
    talk(at)
    assert [o.id for o in queries.counterparts("", user=user())] == [at.commerce_bureau]
    assert [o.id for o in queries.counterparts("延吉市商務局", user=user())] == [at.commerce_bureau]
    assert queries.counterparts("%", user=user()) == []


def test_every_change_stands_in_the_history_of_the_meeting(at: Scene) -> None:
    made = talk(at)
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.record_type == "meetings", AuditEntry.record_id == made.id)
    ).all()
    assert {row.table_name for row in rows} == {"meetings", "attendees", "minute_items"}
    assert "李明淑" not in str([row.changes for row in rows])
    assert db.session.scalar(select(func.count()).select_from(Person)) == 3
