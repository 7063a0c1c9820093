"""What figures read of talks and cases is on record, and can be worked out anew."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import services as contact_services
from crm.core.database import db, writing
from crm.insights.queries import Switches, hypothesis_figures, population
from crm.insights.rules import Selection
from crm.insights.rules.cells import CellKey
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.meetings import queries as meetings
from crm.meetings import services as meetings_services
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations import services as negotiation_services
from crm.negotiations.models import CaseFact, CaseTalk, Negotiation, NegotiationMeeting, StageEvent, StageVisit
from crm.negotiations.rules import OPENED
from crm.negotiations.rules.cells import HELD, MAJOR, NAMED, PARTNER
from crm.office import queries as offices
from crm.office import services as office_services
from crm.places.models import Place
from crm.users.rules import SAMPLE_PASSWORD
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.insights.test_hypothesis import World, spend
from tests.insights.test_population import put
from tests.statements import sent

AS_OF = date(2026, 11, 24)


@pytest.fixture
def world(session: scoped_session[Session]) -> World:
    places = [fairs.place("222401", "regional"), fairs.place("310000", "major")]
    made = [fairs.activity(where) for where in places]
    firm, person = fairs.organisation("丸直ニット"), book.person("崔").id
    return World(made[0], made[1], firm, firm, person, places[0])


def firsts() -> list[int]:
    statement = select(TalkFact.meeting_id).where(TalkFact.is_first).order_by(TalkFact.meeting_id)
    return list(db.session.scalars(statement))


def test_of_two_talks_of_one_day_the_first_is_on_record_and_the_next_once_it_was_none(world: World) -> None:
    case = world.talked(world.regional, partner=True)
    world.meets(case, world.regional, date(2025, 6, 2))
    one, other = db.session.scalars(select(Meeting).order_by(Meeting.id))
    assert firsts() == [one.id]
    put(one, status="cancelled")
    assert firsts() == [other.id]


def test_what_was_written_past_the_product_is_worked_out_anew(world: World, runner: FlaskCliRunner) -> None:
    world.talked(world.regional, partner=True, signed=date(2025, 12, 1))
    world.talked(world.major, partner=False)
    before = hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches())
    visits = list(db.session.execute(select(StageVisit.stage, StageVisit.days)))
    with writing():
        db.session.execute(update(CaseFact).values(home_id=None, reached=1))
        db.session.execute(delete(TalkFact))
        db.session.execute(delete(StageVisit))
        db.session.execute(delete(CaseTalk))
        db.session.commit()
    assert hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches()) != before
    assert "2 meetings and 2 negotiations" in runner.invoke(args=["insights", "settle"]).output
    assert hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches()) == before
    assert list(db.session.execute(select(StageVisit.stage, StageVisit.days))) == visits
    assert "0 meetings and 0 negotiations" in runner.invoke(args=["insights", "settle"]).output


def cells(case: Negotiation) -> list[tuple[int | None, int]]:
    """(activity, cell) of each talk of a case that is on record."""
    statement = select(CaseTalk.activity_id, CaseTalk.cell).where(CaseTalk.negotiation_id == case.id)
    return [(at, cell) for at, cell in db.session.execute(statement.order_by(CaseTalk.meeting_id))]


@pytest.mark.both
def test_the_cell_of_a_talk_is_that_of_the_place_whose_tier_was_frozen(world: World) -> None:
    case, other = (world.talked(world.major, partner=partner) for partner in (True, None))
    assert cells(case) == [(world.major.id, HELD + MAJOR + PARTNER + NAMED)]
    assert cells(other) == [(world.major.id, 0)], "one flag of it is not known"
    put(world.major, place_id=world.regional.place_id)
    put(case, place_id=world.regional.place_id)
    assert cells(case) == [(world.major.id, HELD + MAJOR + PARTNER + NAMED)], "neither moves what was frozen"
    frozen = case.place_snapshot_id
    put(case, place_snapshot_id=world.regional.place_id, partner_routes_snapshot=False)
    assert cells(case) == [(world.major.id, HELD + MAJOR)]
    put(db.session.get_one(Place, world.regional.place_id), code="110105")
    assert cells(case) == [(world.major.id, HELD + MAJOR + NAMED)]
    put(case, place_snapshot_id=frozen)
    put(db.session.get_one(Place, frozen), code="222402")
    assert cells(case) == [(world.major.id, HELD + MAJOR)]


@pytest.mark.both
def test_the_talks_of_a_case_follow_its_meetings_and_their_activity(world: World) -> None:
    case = world.talked(world.regional, partner=True)
    code = HELD + PARTNER
    [meeting] = db.session.scalars(select(Meeting))
    put(meeting, activity_id=world.major.id)
    assert cells(case) == [(world.major.id, code)]
    put(meeting, status="cancelled")
    assert cells(case) == []
    put(meeting, status="held", activity_id=None)
    assert cells(case) == [(None, code)]
    with writing():
        with action(OPENED, by=None):
            db.session.delete(db.session.scalars(select(NegotiationMeeting)).one())
        db.session.commit()
    assert cells(case) == []


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 17), ("pipeline", 15), ("times", 19), ("costs", 24), ("hypothesis", 36), ("month", 63)],
)
def test_a_screen_asks_the_database_so_often(sampled: Flask, page: str, most: int) -> None:
    client = sampled.test_client()
    token = cast.csrf_token(client, "/users/sign-in")
    yoshihara = {"email": "yoshihara@example.jp", "password": SAMPLE_PASSWORD}
    client.post("/users/sign-in", data=yoshihara | {"csrf_token": token})
    client.get("/insights/")
    with sent(sampled) as asked:
        assert client.get(f"/insights/{page}").status_code == 200
    assert len(asked) <= most


def test_a_case_stays_in_a_stage_from_entering_to_leaving_it_and_moves_taken_back_do_not_count(world: World) -> None:
    case = world.talked(world.regional, partner=True, on=date(2025, 6, 2))
    last = db.session.scalars(select(StageEvent).order_by(StageEvent.id.desc())).first()
    assert last is not None
    reached = select(CaseFact.reached).where(CaseFact.negotiation_id == case.id)
    assert db.session.scalar(reached) == 3
    fairs.keep(
        StageEvent(
            negotiation_id=case.id, from_stage="talk", to_stage="qualified", at=fairs.moment(date(2025, 6, 9)),
            undoes_id=last.id,
        )
    )  # fmt: skip
    assert db.session.scalar(reached) == 3, "its talk stands"
    stays = select(StageVisit.stage, StageVisit.days).where(StageVisit.negotiation_id == case.id)
    assert [tuple(row) for row in db.session.execute(stays.order_by(StageVisit.place))] == [
        ("lead", 0), ("qualified", None),
    ]  # fmt: skip


def moved(case: Negotiation, was: str, to: str, at: datetime, *, undoes: bool = False) -> None:
    """A move of a case; `undoes` the one before it."""
    last = db.session.scalars(select(StageEvent).order_by(StageEvent.id.desc())).first()
    fairs.keep(
        StageEvent(
            negotiation_id=case.id, from_stage=was, to_stage=to, at=at,
            undoes_id=last.id if undoes and last is not None else None,
        )
    )  # fmt: skip
    put(case, stage=to)


def test_a_loss_keeps_its_day_when_its_reopening_is_taken_back_and_no_undo_is_hearing_of_a_case(world: World) -> None:
    case = world.talked(world.regional, partner=True, on=date(2025, 6, 2))
    fact = select(CaseFact.lost_on, CaseFact.heard_at).where(CaseFact.negotiation_id == case.id)
    moved(case, "talk", "lost", fairs.moment(date(2025, 9, 12)))
    lost = db.session.execute(fact).one()
    assert lost.lost_on == date(2025, 9, 12)
    moved(case, "lost", "talk", fairs.moment(date(2025, 11, 3)))
    moved(case, "talk", "lost", fairs.moment(date(2025, 11, 20)), undoes=True)
    assert db.session.execute(fact).one() == lost
    assert negotiations.last_contacts([case.id])[case.id] == lost.heard_at


def test_the_talk_of_a_day_counts_where_the_first_was_at_an_activity_that_does_not(world: World) -> None:
    case = world.talked(world.regional, partner=True, on=date(2025, 6, 2))
    world.meets(case, world.major, date(2025, 6, 2))
    counted = population.talks().with_only_columns(Meeting.activity_id)
    assert list(db.session.scalars(counted)) == [world.regional.id]
    put(world.regional, not_counted="a test")
    assert list(db.session.scalars(population.talks().with_only_columns(Meeting.activity_id))) == [world.major.id]


def test_another_clock_of_the_office_settles_the_days_of_all_cases(world: World) -> None:
    case = world.talked(world.regional, partner=True, on=date(2025, 6, 2))
    moved(case, "talk", "lost", datetime(2025, 9, 12, 20, 0, tzinfo=UTC))
    told = select(CaseFact.lost_on).where(CaseFact.negotiation_id == case.id)
    assert db.session.scalar(told) == date(2025, 9, 13)
    with writing():
        row = offices.record()
        assert row is not None
        office_services.change(row, replace(offices.current(), zone="Europe/Berlin"), by=None)
        db.session.commit()
    assert db.session.scalar(told) == date(2025, 9, 12)


@pytest.mark.both
def test_our_office_named_as_one_side_is_the_same_side_as_nobody_named(world: World) -> None:
    case = world.talked(world.regional, partner=True, on=date(2025, 6, 2))
    world.meets(case, world.regional, date(2025, 6, 2))
    one, other = db.session.scalars(select(Meeting).order_by(Meeting.id))
    with writing():
        contact_services.keep_our_organisation(offices.current(), by=None)
        db.session.commit()
    ours = contacts.our_organisation_id()
    assert ours is not None
    put(one, our_organisation_id=None)
    put(other, our_organisation_id=ours)
    assert firsts() == [one.id]
    assert list(db.session.scalars(meetings.talks(user=None).with_only_columns(Meeting.id))) == [one.id]


@pytest.mark.both
@pytest.mark.parametrize("elsewhere", [False, True])
def test_in_which_order_two_talks_of_a_day_were_written_down_moves_no_figure(world: World, *, elsewhere: bool) -> None:
    """An opening session, about no case or about another one, and the talk that a signed case was about."""
    spend(world.regional, 6_000_000)
    spend(world.major, 20_000_000)
    day, at = date(2025, 6, 2), world.major if elsewhere else world.regional
    case = world.talked(world.regional, partner=True, signed=date(2025, 12, 1), tier="major")
    opening = world.meets(None, at, day, firm=case.counterpart_id, later=-90)
    if elsewhere:
        other = world.talked(at, partner=False, talked=day)
        put(other, counterpart_id=case.counterpart_id, first_talk_at=opening.starts_at)
        [link] = db.session.scalars(select(NegotiationMeeting).where(NegotiationMeeting.negotiation_id == other.id))
        put(link, meeting_id=opening.id)
    before = ordered()
    assert before[0].cells[CellKey("major", partner=True)].cost
    mine = Meeting.organisation_id == case.counterpart_id, Meeting.id != opening.id
    [itself] = db.session.scalars(select(Meeting).where(*mine))
    links = {link.id: link.meeting_id for link in db.session.scalars(select(NegotiationMeeting))}
    talked = {row.id: row.first_talk_at for row in db.session.scalars(select(Negotiation))}
    first, second = ({"starts_at": row.starts_at, "activity_id": row.activity_id} for row in (opening, itself))
    put(opening, **second)
    put(itself, **first)
    turned = {opening.id: itself.id, itself.id: opening.id}
    for id, meeting_id in links.items():
        put(db.session.get_one(NegotiationMeeting, id), meeting_id=turned.get(meeting_id, meeting_id))
    for id, moment in talked.items():
        put(db.session.get_one(Negotiation, id), first_talk_at=moment)
    assert ordered() == before


def ordered() -> list[HypothesisFigures]:
    """The figures by the first and by the last talk, of records that need not be settled."""
    assert (meetings_services.settle_all_talks(), negotiation_services.settle_all_cases()) == (0, 0)
    return [hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches(how=how)) for how in ("first", "last")]


@pytest.mark.both
def test_the_cases_of_a_talk_are_those_of_all_its_meetings(world: World) -> None:
    spend(world.regional, 6_000_000)
    day = date(2025, 6, 2)
    case = world.talked(world.regional, partner=True, signed=date(2025, 12, 1), tier="major")
    opening = world.meets(None, world.regional, day, firm=case.counterpart_id, later=-90)
    assert firsts() == [opening.id]
    assert cells(case) == [(world.regional.id, HELD + MAJOR + PARTNER)] * 2
    costs = {key: cell.cost for key, cell in figures().cells.items() if cell.cost}
    assert costs == {CellKey("major", partner=True): 6_000_000}
    put(opening, held_on=date(2025, 6, 3), starts_at=fairs.moment(date(2025, 6, 3)))
    assert cells(case) == [(world.regional.id, HELD + MAJOR + PARTNER)]
    assert figures().cells[CellKey("regional", partner=False)].cost + figures().outside_cost == 3_000_000
    put(opening, held_on=day, starts_at=fairs.moment(day))
    other = world.talked(world.regional, partner=False, tier="major")
    put(other, counterpart_id=case.counterpart_id)
    [met] = db.session.scalars(select(Meeting).where(Meeting.id > opening.id))
    put(met, organisation_id=case.counterpart_id)
    shared = {key: cell.cost for key, cell in figures().cells.items() if cell.cost}
    assert shared == {CellKey("major", partner=True): 3_000_000, CellKey("major", partner=False): 3_000_000}


@pytest.mark.both
def test_a_case_belongs_where_its_talk_counts_on_whichever_record_of_the_day_it_hangs(world: World) -> None:
    """The talk and its cost counted in one year, the case and its agreement in the next one."""
    morning, afternoon = world.regional, fairs.activity(world.regional_place, name="午後の商談会")
    day = date(2025, 6, 2)
    case = world.talked(afternoon, partner=True, talked=day)
    first = world.meets(None, morning, day, firm=case.counterpart_id, later=-90)
    home = select(CaseFact.home_id).where(CaseFact.negotiation_id == case.id)
    assert db.session.scalar(home) == morning.id
    before = figures()
    [link] = db.session.scalars(select(NegotiationMeeting))
    hung = link.meeting_id
    put(link, meeting_id=first.id)
    assert (db.session.scalar(home), figures()) == (morning.id, before)
    put(morning, not_counted="二重に登録")
    assert db.session.scalar(home) == afternoon.id, "the other record of the talk stands for it"
    put(link, meeting_id=hung)
    put(morning, not_counted="")
    with writing():  # as the product of before kept it
        db.session.execute(update(CaseFact).values(home_id=afternoon.id))
        db.session.commit()
    assert negotiation_services.settle_first_talks() == 1
    assert (db.session.scalar(home), negotiation_services.settle_all_cases()) == (morning.id, 0)


def figures() -> HypothesisFigures:
    return hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches())
