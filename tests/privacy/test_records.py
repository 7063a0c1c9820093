"""Records of what people consented to: kept once, found by the list of people, moved by a merge."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.booths.rules import NOTICE_VERSION
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.contacts.queries.lists import PersonFilter, filtered_people
from crm.contacts.services.chosen import mark_contact
from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.privacy import commands, queries, services
from crm.privacy.models import ProcessingRecord
from crm.privacy.rules import BY_PARTICIPATION, SCOPES, STANDINGS
from tests import cast
from tests.booths import stall
from tests.contacts import book
from tests.merging.test_merge import merged, taken_back
from tests.missions import voyage
from tests.privacy.asked import answered, stop, took_part

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def records() -> list[ProcessingRecord]:
    return list(db.session.scalars(select(ProcessingRecord).order_by(ProcessingRecord.id)))


def standing(person_id: int, scope: str, activity_id: int | None = None) -> str:
    return queries.standings([person_id], activity_id=activity_id)[person_id][scope].code


def test_the_list_of_people_finds_the_same_as_the_rules_say() -> None:
    nobody, yes, no = book.person("甲"), book.person("乙"), book.person("丙")
    back, marked, before = book.person("丁"), book.person("戊"), book.person("己", do_not_contact=True)
    answered(yes, makers="given", newsletter="given")
    answered(no, makers="refused", newsletter="refused")
    answered(back, makers="given", newsletter="given")
    answered(back, on=clock.today("Asia/Tokyo"), makers="withdrawn", newsletter="withdrawn")
    answered(marked, newsletter="given")
    with writing():
        mark_contact(contacts.person(marked.id, user=cast.user()), do_not_contact=True, by=None)
        db.session.commit()
    stopped = book.person("庚")
    answered(stopped, keep="given", makers="given", partners="withdrawn")
    stop(stopped)
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    empty, went = book.person("辛"), book.person("壬")
    took_part(voyage.mission(), [went], on=date(2026, 11, 1))
    for number, each in enumerate((empty, went)):
        sent = stall.send(phone, f"k{number}", at=clock.now(), raw_name=f"客{number}", notice_version=NOTICE_VERSION)
        match(sent.lead_id, each.id)
    assert (standing(empty.id, "makers"), standing(went.id, "makers"), standing(went.id, "keep")) == (
        "unticked", "unticked", "given",
    )  # fmt: skip
    everyone = [each.id for each in (nobody, yes, no, back, marked, before, stopped, empty, went)]
    told = queries.codes(everyone)
    makers = ["not_asked", "given", "refused", "withdrawn", "not_asked", "not_asked", "refused"]
    makers += ["unticked"] * 2
    assert [told[id]["makers"] for id in everyone] == makers
    assert [told[id]["newsletter"] for id in everyone][4:7] == ["refused"] * 3
    assert told[stopped.id]["keep"] == "given"
    numbers = queries.numbers(user=cast.user())
    for scope in ("keep", "makers", "partners", "newsletter", "photo"):
        for code in STANDINGS:
            wanted = PersonFilter()
            object.__setattr__(wanted, f"scope_{scope}", [code])
            found = set(db.session.scalars(filtered_people(wanted, user=cast.user()).with_only_columns(Person.id)))
            assert found == {id for id in everyone if told[id][scope] == code}, (scope, code)
            assert numbers[scope][code] == len(found)


def test_the_list_and_the_rules_agree_whatever_was_said_beside_a_part_in_a_mission() -> None:
    """Each answer before, on and after the day on which the office recorded everybody, entered before and after."""
    trip, told = voyage.mission(), ("given", "refused", "withdrawn")
    cases = [(answer, days, first) for answer in told for days in (-1, 0, 1) for first in (True, False)]
    yesterday = here.today() - timedelta(days=1)
    people = {case: book.person(f"{number}番") for number, case in enumerate(cases)}
    silent = book.person("無言")

    def answer(first: bool) -> None:
        for (said, days, at_once), person in people.items():
            if at_once == first:
                on = yesterday + timedelta(days=days)
                answered(person, on=on, keep=said, makers=said, partners=said, newsletter=said)

    answer(first=True)
    took_part(trip, [*people.values(), silent], on=yesterday)
    answer(first=False)
    ids = {person.id: case[0] for case, person in people.items()} | {silent.id: ""}
    codes, at_it = queries.codes(list(ids)), queries.standings(list(ids), activity_id=trip.id)
    for scope in SCOPES:
        for code in STANDINGS:
            found = set(db.session.scalars(select(Person.id).where(queries.standing(scope, [code]))))
            assert found == {id for id in ids if codes[id][scope] == code}, (scope, code)
    for id, said in ids.items():
        for scope in BY_PARTICIPATION:
            assert codes[id][scope] == (said or ("given" if scope == "keep" else "mission"))
            assert at_it[id][scope].code == (said or "given")


def test_a_part_in_a_mission_is_recorded_once_for_all_and_past_nobodys_no() -> None:
    trip = voyage.mission()
    coming, refuser, host = book.person("甲"), book.person("乙"), book.person("丙")
    for each in (coming, refuser):
        voyage.delegate(trip, each)
    voyage.delegate(trip, book.person("丁"), status="invited")  # stands on no paper
    voyage.item(trip, host=book.organisation(), hosts=[host.id])
    answered(refuser, partners="refused")
    found = {each.person.id: each for each in queries.concerned(trip.id)}
    assert set(found) == {coming.id, refuser.id, host.id}
    assert (found[host.id].part, found[coming.id].part) == ("host", "delegate")
    assert found[refuser.id].blocked == ["partners"]
    assert found[coming.id].gaps == ["keep", "makers", "partners"]
    with writing():
        assert services.record_participation(voyage.fresh_in(trip.id), by=cast.user()) == (2, 1)
        db.session.commit()
    with writing():
        assert services.record_participation(voyage.fresh_in(trip.id), by=cast.user()) == (0, 1)
        db.session.commit()
    assert standing(coming.id, "partners") == "mission"
    assert standing(coming.id, "partners", trip.id) == "given"
    assert standing(refuser.id, "partners", trip.id) == "refused"
    assert len(records()) == 3


def test_what_a_visitor_ticked_is_on_record_once_the_lead_has_its_person() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    sent = stall.send(phone, "k1", at=clock.now() - timedelta(hours=1), raw_name="王伟", may_share=True)
    stall.send(phone, "k2", at=clock.now(), raw_name="朴哲")  # no notice was shown: nobody asked them
    assert records() == []
    wang, other = book.person("王伟"), book.person("王炜")
    match(sent.lead_id, wang.id)
    [made] = records()
    assert (made.person_id, made.answers, made.basis, made.capture_id) == (
        wang.id, {"makers": "given"}, "consent", sent.id,
    )  # fmt: skip
    assert standing(wang.id, "keep") == "not_asked"
    match(sent.lead_id, wang.id)
    assert len(records()) == 1
    match(sent.lead_id, other.id)
    first, second = records()
    assert (first.archived_at is None, first.person_id, second.person_id) == (False, wang.id, other.id)
    assert (standing(wang.id, "makers"), standing(other.id, "makers")) == ("not_asked", "given")


def test_a_tick_left_empty_under_the_notice_is_an_answer_and_takes_back_no_earlier_yes() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    sent = stall.send(phone, "k1", at=clock.now(), raw_name="王伟", notice_version=NOTICE_VERSION)
    wang = book.person("王伟")
    match(sent.lead_id, wang.id)
    [made] = records()
    assert (made.answers, made.basis) == ({"keep": "unticked", "makers": "unticked"}, "")
    assert (standing(wang.id, "makers"), standing(wang.id, "partners")) == ("unticked", "not_asked")
    answered(wang, on=date(2026, 1, 1), makers="given")
    assert standing(wang.id, "makers") == "given"


def match(lead_id: int | None, person_id: int) -> None:
    with writing():
        lead = db.session.get_one(Lead, lead_id)
        leads.match(lead, person_id=person_id, by=cast.user())
        db.session.commit()


def test_an_upgrade_brings_ticks_of_before_onto_record_once() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    sent = stall.send(phone, "k1", at=clock.now(), raw_name="王伟", may_store=True)
    match(sent.lead_id, book.person("王伟").id)
    with writing():  # as an older version left it
        db.session.connection().execute(ProcessingRecord.__table__.delete())  # type: ignore[attr-defined]  # a Table
        db.session.commit()
    db.session.expire_all()
    assert list(commands.taken_over_ticks()) == ["consents of visitors: 1 taken over from the booth"]
    assert list(commands.taken_over_ticks()) == ["consents of visitors: 0 taken over from the booth"]
    [made] = records()
    assert made.answers == {"keep": "given"}


def test_a_merge_moves_what_was_answered_and_undo_brings_it_back() -> None:
    stays, goes = book.person("李明淑"), book.person("李明淑")
    answered(goes, newsletter="given")
    answered(stays, makers="refused")
    done = merged("people", stays.id, goes.id)
    assert {each.person_id for each in records()} == {stays.id}
    assert (standing(stays.id, "newsletter"), standing(stays.id, "makers")) == ("given", "refused")
    taken_back(done)
    db.session.expire_all()
    assert sorted(each.person_id for each in records()) == sorted([goes.id, stays.id])


def test_a_record_made_by_mistake_counts_no_more_and_stays() -> None:
    person, other = book.person("甲"), book.person("乙")
    made = answered(person, makers="refused")
    with writing(), pytest.raises(Refused):
        services.put_aside(queries.record(made.id, person_id=person.id), reason=" ", by=cast.user())
    with pytest.raises(NotVisible):
        queries.record(made.id, person_id=other.id)
    with writing():
        services.put_aside(queries.record(made.id, person_id=person.id), reason="同姓の別人", by=cast.user())
        db.session.commit()
    assert standing(person.id, "makers") == "not_asked"
    assert len(queries.history(person.id, user=cast.user(), language="ja").records) == 1


def test_do_not_contact_keeps_a_newsletter_from_being_recorded() -> None:
    person = book.person("甲", do_not_contact=True)
    with pytest.raises(Refused) as refusal:
        answered(person, newsletter="given")
    assert refusal.value.field == "newsletter"
    assert db.session.scalar(select(func.count()).select_from(ProcessingRecord)) == 0
