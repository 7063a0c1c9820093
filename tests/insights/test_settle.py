"""What figures read of talks and cases is on record, and can be worked out anew."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.insights.queries import Switches, hypothesis_figures
from crm.insights.rules import Selection
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations.models import CaseFact, StageEvent, StageVisit
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.insights.test_hypothesis import World
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
        db.session.commit()
    assert hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches()) != before
    assert "2 meetings and 2 negotiations" in runner.invoke(args=["insights", "settle"]).output
    assert hypothesis_figures(Selection(), as_of=AS_OF, switches=Switches()) == before
    assert list(db.session.execute(select(StageVisit.stage, StageVisit.days))) == visits
    assert "0 meetings and 0 negotiations" in runner.invoke(args=["insights", "settle"]).output


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 17), ("pipeline", 15), ("times", 19), ("costs", 24), ("hypothesis", 36), ("month", 63)],
)
def test_a_screen_asks_the_database_so_often(sampled: Flask, page: str, most: int) -> None:
    client = sampled.test_client()
    cast.sign_in(client, Role.MANAGEMENT)
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
    assert db.session.scalar(reached) == 2
    stays = select(StageVisit.stage, StageVisit.days).where(StageVisit.negotiation_id == case.id)
    assert [tuple(row) for row in db.session.execute(stays.order_by(StageVisit.place))] == [
        ("lead", 0), ("qualified", None),
    ]  # fmt: skip
