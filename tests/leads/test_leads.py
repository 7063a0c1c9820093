"""Leads: capture, matching to the contacts, the path of states, and who sees them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.audit import services as audit
from crm.contacts import services as contact_services
from crm.contacts.models import ContactPoint, Organisation, Person
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Actor, Role
from crm.leads import queries, rules, services
from crm.leads.kind import LEAD
from crm.leads.models import Lead
from crm.leads.queries import Filter
from crm.leads.services import LeadInput
from crm.tasks import queries as tasks
from tests.cast import user
from tests.meetings.scene import Scene, mission, organisation, person, scene

LEADS = db.metadata.tables["leads"]


@pytest.fixture
def at(session: Any) -> Scene:
    return scene()


def lead(at: Scene, *, by: Actor | None = None, due_on: date | None = None, **values: Any) -> Lead:
    """A saved lead captured on the mission; read back with what its page shows."""
    given = {"activity_id": at.mission, "raw_name": "朴春花", "raw_organisation": "图们百货"} | values
    with writing():
        made = services.capture(LeadInput(**given), due_on=due_on, by=by or user())  # type: ignore[arg-type]  # a dict
        db.session.commit()
    return queries.one(made.id, user=user())


def done(verb: Any, *arguments: Any, **named: Any) -> None:
    with writing():
        verb(*arguments, **named, by=user())
        db.session.commit()


def test_a_lead_is_new_without_a_rank_and_not_to_be_contacted_unless_said(at: Scene) -> None:
    before = clock.now()
    made = lead(at)
    assert (made.status, made.rank, made.may_contact, made.first_followup_at) == ("new", "", False, None)
    assert before.replace(microsecond=0) <= made.captured_at <= clock.now()


def test_a_next_action_with_a_day_becomes_a_task_of_the_owner(at: Scene) -> None:
    made = lead(at, next_action="見本を送る", owner_id=user().id, due_on=date(2026, 12, 20))
    (task,) = tasks.of_record("leads", made.id)
    assert (task.text, task.due_on, task.owner_id, task.activity_id) == (
        "見本を送る", date(2026, 12, 20), user().id, at.mission,
    )  # fmt: skip
    assert tasks.of_record("leads", lead(at, next_action="いつか").id) == []


def test_what_is_to_be_done_goes_with_a_lead_to_another_activity(at: Scene) -> None:
    made, stays = (
        lead(at, next_action=text, owner_id=user().id, due_on=date(2026, 12, 20)) for text in ("見本を送る", "電話する")
    )
    with writing():
        other = mission(at.place, name="次の視察団").id
        db.session.commit()
    done(services.change, made, LeadInput(activity_id=other, raw_name="朴春花"))
    belongs = [[task.activity_id for task in tasks.of_record("leads", row.id)] for row in (made, stays)]
    assert belongs == [[other], [at.mission]]


def test_one_person_at_two_fairs_is_two_leads(at: Scene) -> None:
    with writing():
        other = mission(at.place, name="ニットまつり").id
        db.session.commit()
    alone: dict[str, Any] = {"person_id": at.li, "raw_organisation": ""}
    first, second = lead(at, **alone), lead(at, **alone, activity_id=other)
    assert first.id != second.id
    assert first.organisation_id == second.organisation_id == at.commerce_bureau


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"activity_id": None}, "activity_id"),
        ({"activity_id": 9999}, "activity_id"),
        ({"raw_name": "", "raw_organisation": ""}, "raw_name"),
        ({"person_id": 9999}, "person_id"),
        ({"organisation_id": 9999}, "organisation_id"),
        ({"our_organisation_id": 9999}, "our_organisation_id"),
        ({"organisation_id": 1, "our_organisation_id": 1}, "our_organisation_id"),
        ({"owner_id": 9999}, "owner_id"),
        ({"rank": "D"}, "rank"),
        ({"category": "weapons"}, "category"),
        ({"visitor_type": "ghost"}, "visitor_type"),
        ({"channel": "pigeon"}, "channel"),
        ({"timing": "yesterday"}, "timing"),
        ({"language": "xx"}, "language"),
        ({"wanted_currency": "XXX"}, "wanted_currency"),
        ({"wanted_price": Decimal(10)}, "wanted_currency"),
        ({"wanted_price": Decimal(10) ** 15, "wanted_currency": "CNY"}, "wanted_price"),
        ({"captured_at": clock.now() + timedelta(days=1)}, "captured_at"),
        ({"due_on": date(2026, 12, 20)}, "next_action"),
        ({"due_on": date(2026, 12, 20), "next_action": "送る"}, "owner_id"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field(at: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        lead(at, **values)
    assert refusal.value.field == field
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Lead)) == 0


def test_a_change_keeps_what_it_is_about(at: Scene) -> None:
    made = lead(at, rank="B")
    captured = made.captured_at
    done(services.change, made, LeadInput(at.mission, raw_name="朴 春花", rank="A", category="knitwear"))
    assert (made.raw_name, made.rank, made.category, made.captured_at) == ("朴 春花", "A", "knitwear", captured)


# ------------------------------------------------------------------ matching


def test_written_names_find_candidates_with_the_reason_and_nothing_is_matched_by_itself(at: Scene) -> None:
    made = lead(at, raw_name="李明淑", raw_organisation="延吉市商務局")
    (found,) = queries.people_like(made, user=user())
    assert found.line.person.id == at.li
    (firm,) = queries.organisations_like(made, user=user())
    assert firm.organisation.id == at.commerce_bureau
    assert made.person_id is None


def test_matching_a_person_brings_the_organisation_and_the_writing_stays(at: Scene) -> None:
    made = lead(at, raw_name="李明淑", raw_organisation="")
    done(services.match, made, person_id=at.li)
    assert (made.person_id, made.organisation_id, made.raw_name) == (at.li, at.commerce_bureau, "李明淑")
    assert queries.people_like(made, user=user()) == []
    kept = queries.one(made.id, user=user())
    assert queries.heading(kept).text == "李明淑"
    for wrong in ({"person_id": 9999}, {"organisation_id": 9999}, {}):
        with pytest.raises(Refused), writing():
            services.match(kept, **wrong, by=user())


def test_a_person_does_not_take_the_place_of_another_company_that_was_written(at: Scene) -> None:
    with writing():
        new = organisation("延吉新星服装有限公司", place_id=at.place).id
        db.session.commit()
    made = lead(at, raw_name="李明淑", raw_organisation="延吉新星服装")
    done(services.match, made, person_id=at.li)
    made = queries.one(made.id, user=user())
    assert (made.person_id, made.organisation_id) == (at.li, None)
    shown = queries.firm(made)
    assert shown is not None
    assert shown.text == "延吉新星服装"
    asked = queries.organisations_like(made, user=user())
    assert [one.organisation.id for one in asked] == [new, at.commerce_bureau]
    assert "李明淑" in str(asked[1].reason)
    done(services.match, made, organisation_id=new)
    assert (made.person_id, made.organisation_id) == (at.li, new)
    from_card = lead(at, raw_name="", raw_organisation="延吉新星服装", person_id=at.li)
    assert from_card.organisation_id is None


def test_a_person_brings_the_post_at_the_company_that_was_written(at: Scene) -> None:
    with writing():
        second = organisation("延吉新星服装有限公司", place_id=at.place)
        db.session.flush()
        at_two = contact_services.create_person(
            name=PersonNameInput("zh-Hans", "孙丽娜"),
            affiliations=[AffiliationInput(at.commerce_bureau, title="科长"), AffiliationInput(second.id)],
            by=None,
        )
        db.session.commit()
    made = lead(at, raw_name="孙丽娜", raw_organisation="延吉新星服装")
    done(services.match, made, person_id=at_two.id)
    assert made.organisation_id == second.id
    other = lead(at, raw_name="李明淑", raw_organisation="延吉市商務局")
    done(services.match, other, person_id=at.li)
    assert other.organisation_id == at.commerce_bureau


def test_the_written_company_and_person_are_entered_into_the_contacts(at: Scene) -> None:
    made = lead(at, raw_contact="139 4333 1234 / piao@example.cn，微信: chunhua_p", interest="ニット")
    done(services.enter_organisation, made)
    done(services.enter_person, made)
    assert (made.person_id is None, made.organisation_id is None) == (False, False)
    entered = db.session.get_one(Organisation, made.organisation_id)
    assert entered.country == "CN"
    points = db.session.scalars(select(ContactPoint).where(ContactPoint.person_id == made.person_id)).all()
    assert {(p.kind, p.normalised) for p in points} == {
        ("mobile", "+8613943331234"), ("email", "piao@example.cn"), ("wechat", "chunhua_p"),
    }  # fmt: skip
    before = db.session.scalar(select(func.count()).select_from(Person))
    for verb in (services.enter_person, services.enter_organisation):
        with pytest.raises(Refused), writing():
            verb(made, by=user())
    assert db.session.scalar(select(func.count()).select_from(Person)) == before


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "kind", "account"),
    [
        ("微信 limingshu88", "wechat", "limingshu88"),
        ("WeChat ID: wxid_abc1", "wechat", "wxid_abc1"),
        ("139-4430-0202 wx lms_88", "wechat", "lms_88"),
        ("13944300202（微信同号）", "wechat", "13944300202"),
        ("위챗(lmsabc12)", "wechat", "lmsabc12"),
        ("카톡 lms88", "kakao", "lms88"),
        ("ライン：tanaka_t", "line", "tanaka_t"),
    ],
)
def test_an_account_is_read_however_it_was_scribbled(written: str, kind: str, account: str) -> None:
    assert (kind, account) in [(found, text) for found, text, _ in rules.contact_parts(written, "CN")]
    assert rules.unread(written, "CN") in ("", "139-4430-0202")


def test_what_no_contact_could_be_read_from_stands_in_the_notes_of_the_person(at: Scene) -> None:
    made = lead(at, raw_contact="微信 limingshu88, 扫码加了好友")
    done(services.enter_person, made)
    person = db.session.get_one(Person, made.person_id)
    assert person.notes == "扫码加了好友"
    points = db.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id))
    assert [(point.kind, point.value) for point in points] == [("wechat", "limingshu88")]


def test_what_cannot_be_read_as_a_contact_is_left_in_the_text() -> None:
    assert list(rules.contact_parts("電話は後で！, 12", "CN")) == []
    (one,) = rules.contact_parts("Tel: 025-555-0100", "JP")
    assert one[2] == "+81255550100"
    assert [kind for kind, _, _ in rules.contact_parts("https://example.cn/a/b\na@example.cn")] == ["url", "email"]


# ------------------------------------------------------------------ the path


def test_a_lead_goes_from_new_to_a_negotiation(at: Scene) -> None:
    made = lead(at, category="knitwear")
    done(services.qualify, made)
    done(services.nurture, made)
    done(services.qualify, made)
    done(services.convert, made)
    done(services.convert, made)
    assert made.status == "converted"
    with pytest.raises(Refused), writing():
        services.disqualify(made, reason="遅い", by=user())


def test_qualifying_needs_to_know_what_they_want(at: Scene) -> None:
    made = lead(at)
    with pytest.raises(Refused), writing():
        services.qualify(made, by=user())
    assert queries.one(made.id, user=user()).status == "new"


def test_a_lead_that_was_qualified_stays_so_in_figures_whoever_wrote_it(at: Scene) -> None:
    """Rows of older versions and of imports have no day on which they were."""
    made = lead(at)
    with writing():
        db.session.execute(update(LEADS).where(LEADS.c.id == made.id).values(status="qualified"))
        db.session.commit()
    made = queries.one(made.id, user=user())
    done(services.nurture, made)
    assert (made.status, made.qualified_on) == ("nurturing", here.today())


def test_giving_up_needs_a_reason_and_can_be_taken_back(at: Scene) -> None:
    made = lead(at)
    with pytest.raises(Refused) as refusal, writing():
        services.disqualify(made, reason="  ", by=user())
    assert refusal.value.field == "reason"
    made = queries.one(made.id, user=user())
    done(services.disqualify, made, reason="輸入資格がない")
    assert (made.status, made.disqualify_reason) == ("disqualified", "輸入資格がない")
    with pytest.raises(Refused), writing():
        services.convert(made, by=user())
    made = queries.one(made.id, user=user())
    done(services.reopen, made)
    assert (made.status, made.disqualify_reason) == ("new", "")


def test_the_first_follow_up_is_stamped_once(at: Scene) -> None:
    made = lead(at, may_contact=True)
    first = clock.now() - timedelta(hours=1)
    done(services.follow_up, made, at=first)
    done(services.follow_up, made)
    assert made.first_followup_at == first


def test_the_table_of_states_is_closed() -> None:
    assert set(rules.TRANSITIONS) == set(rules.LEAD_STATUSES)
    assert {to for ways in rules.TRANSITIONS.values() for to in ways} <= set(rules.LEAD_STATUSES)
    assert rules.next_statuses("unheard of") == ()


# ------------------------------------------------------------------ lists


def test_a_mission_leader_sees_leads_of_their_missions_and_their_own(at: Scene) -> None:
    leader = user(Role.MISSION_LEADER)
    with writing():
        other = mission(at.place, name="他団").id
        db.session.commit()
    of_mission = lead(at)
    owned = lead(at, activity_id=other, owner_id=leader.id)
    foreign = lead(at, activity_id=other)
    assert {row.id for row in queries.leads(Filter(), user=leader).rows} == {of_mission.id, owned.id}
    assert LEAD.is_visible(foreign.id, user(Role.MANAGEMENT))
    with pytest.raises(NotVisible):
        queries.one(foreign.id, user=leader)
    with pytest.raises(Refused):
        lead(at, by=leader, activity_id=other)


@pytest.mark.both
def test_the_list_is_narrowed_by_each_condition(at: Scene) -> None:
    one = lead(
        at,
        rank="A",
        category="knitwear",
        owner_id=user().id,
        inquiry="無縫編みの見本がほしい",
        our_organisation_id=at.association,
    )
    two = lead(at, person_id=at.li, raw_name="", raw_organisation="", rank="B")

    def found(**wanted: Any) -> set[int]:
        return {row.id for row in queries.leads(Filter(**wanted), user=user()).rows}

    assert found() == found(activity=at.mission) == {one.id, two.id}
    assert found(rank=["A"]) == found(category=["knitwear"]) == found(owner=user().id) == {one.id}
    assert found(person=at.li) == found(organisation=at.commerce_bureau) == {two.id}
    assert found(organisation=at.association) == {one.id}, "of either side"
    assert found(status=["qualified"]) == set()
    assert found(unmatched=True) == {one.id}
    assert found(q="図們百貨") == set()
    assert found(q="图们") == found(q="見本") == {one.id}
    assert found(q="延吉市商務局") == found(q="李明淑") == {two.id}
    assert found(q="%") == set()
    none = lead(at, raw_name="金明")
    by_rank = [row.id for row in queries.leads(Filter(), user=user(), sort="rank").rows]
    assert by_rank == [one.id, two.id, none.id], "those without a rank come last"
    first = queries.leads(Filter(), user=user(), sort="rank", size=2)
    assert [
        row.id for row in queries.leads(Filter(), user=user(), sort="rank", size=2, cursor=first.next_cursor).rows
    ] == [none.id]
    (day,) = queries.tally(at.mission, user=user())
    assert (day.ranks.get("C", 0), day.unranked, day.total) == (0, 1, 3)


def test_archived_leads_are_gone_until_restored(at: Scene) -> None:
    made = lead(at)
    done(audit.archive, made, rules.ARCHIVED)
    assert queries.leads(Filter(), user=user()).rows == []
    done(audit.restore, queries.one(made.id, user=user(), archived=True), rules.RESTORED)
    assert queries.one(made.id, user=user()).id == made.id


def test_a_lead_is_called_by_its_person_its_firm_or_how_to_reach_it(at: Scene) -> None:
    assert queries.heading(lead(at)).text == "朴春花"
    assert queries.heading(lead(at, raw_name="")).text == "图们百货"
    with writing():
        nameless = person("崔 某", at.commerce_bureau).id
        db.session.commit()
    matched = lead(at, raw_name="", raw_organisation="", person_id=nameless)
    assert (queries.heading(matched).text, str(queries.firm(matched))) == ("崔 某", "延吉市商务局")
