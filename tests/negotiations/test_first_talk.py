"""The first talk of a case is one of its talks, whatever its stage; what it froze stays (INV-N5)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.capabilities import RENEWALS
from crm.core import clock
from crm.core.database import db, writing
from crm.insights.queries import Switches, hypothesis_figures
from crm.insights.rules import Selection
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.meetings.services import Minute
from crm.negotiations import queries, services
from crm.negotiations.models import CaseFact, Negotiation
from crm.negotiations.rules import FIRST_TALK_NOTED, LOST, MoveWish
from crm.places.models import PlaceTier
from tests.cast import SET_UP, user
from tests.meetings.scene import Scene
from tests.missions.voyage import mission
from tests.negotiations.cases import days, held, lose, opened, scene

pytestmark = pytest.mark.usefixtures("session")


def put(talk: Meeting, **columns: Any) -> None:
    with writing():
        with action(SET_UP, by=None):
            for name, value in columns.items():
                setattr(talk, name, value)
        db.session.commit()


def written(table: str, id: int, **columns: Any) -> None:
    """Past the product."""
    rows = db.metadata.tables[table]
    db.session.execute(update(rows).where(rows.c.id == id).values(columns))


def again(talk: Meeting, *, days_earlier: int) -> None:
    """The talk was on another day."""
    apart = timedelta(days=days_earlier)
    put(talk, starts_at=talk.starts_at - apart, held_on=talk.held_on - apart)


def tier(at: Scene, value: str, since: date = date(2000, 1, 1)) -> None:
    with writing(), action(SET_UP, by=None):
        db.session.add(PlaceTier(place_id=at.place, tier=value, valid_from=since))
        db.session.flush()
        db.session.commit()


def linked(case: Negotiation, talk: Meeting) -> Negotiation:
    with writing():
        services.link_meeting(case, talk, by=user())
        db.session.commit()
    return case


def gone_on(at: Scene, *, to: str = "sample_quote") -> tuple[Negotiation, Meeting]:
    """A case that was moved past the talk that is linked to it and still planned."""
    talk = held(at, days_ago=3, status="planned", minutes=[], activity_id=at.mission)
    case = linked(opened(at), talk)
    with writing():
        services.log(case, kind="sample", summary="見本12点", by=user())
        if to == LOST:
            lose(case)
        else:
            services.move(case, to, wish=MoveWish(reason="見本を先に", answer="協議"), by=user())
        db.session.commit()
    assert case.first_talk_at is None
    return case, db.session.get_one(Meeting, talk.id, options=[selectinload(Meeting.attendees)], populate_existing=True)


def day_on_record(case: Negotiation) -> date | None:
    return db.session.scalar(select(CaseFact.first_talk_on).where(CaseFact.negotiation_id == case.id))


def in_cells() -> int:
    found = hypothesis_figures(Selection(), as_of=days(900), switches=Switches())
    return sum(cell.negotiations for cell in found.cells.values()) + found.beside["unknown"].cases


@pytest.mark.parametrize("stage", ["sample_quote", "terms", "lost"])
def test_a_talk_that_is_held_after_its_case_went_on_is_its_first_talk(stage: str) -> None:
    at = scene()
    tier(at, "regional")
    (case, talk), (other, _still_planned) = gone_on(at, to=stage), gone_on(at)
    with writing():
        meetings.add_item(talk, Minute(theirs="価格を相談したい。"), by=user())
        db.session.commit()
    assert (case.stage, case.first_talk_at) == (stage, talk.starts_at)
    assert (case.tier_snapshot, case.activity_type_snapshot) == ("regional", "inspection_mission")
    assert (day_on_record(case), day_on_record(other), other.first_talk_at) == (talk.held_on, None, None)
    told = select(AuditEntry.record_id, AuditEntry.actor_id).where(AuditEntry.verb == FIRST_TALK_NOTED.code)
    assert [tuple(row) for row in db.session.execute(told)] == [(case.id, user().id)]


def test_a_talk_that_was_none_is_no_first_talk_and_what_it_froze_waits_for_the_next() -> None:
    at = scene()
    tier(at, "regional")
    talk = held(at, days_ago=3, activity_id=at.mission)
    case, other = linked(opened(at), talk), linked(opened(at), held(at, days_ago=3, activity_id=at.mission))
    before = in_cells()
    put(talk, status="cancelled")
    assert (case.first_talk_at, day_on_record(case), case.tier_snapshot) == (None, None, "regional")
    assert other.first_talk_at is not None
    assert in_cells() == before - 1
    asked = (queries.CaseFilter(tier="regional"), queries.CaseFilter(partner="no"))
    assert [[row.id for row in queries.negotiations(one, user=user()).rows] for one in asked] == [[other.id]] * 2
    tier(at, "major", date(2001, 1, 1))
    put(talk, status="held")
    assert (case.first_talk_at, day_on_record(case)) == (talk.starts_at, talk.held_on)
    assert case.tier_snapshot == "regional", "later knowledge does not colour it"
    assert in_cells() == before


def test_the_day_of_the_first_talk_follows_the_talk_and_the_next_takes_its_place() -> None:
    at = scene()
    tier(at, "regional")
    first, second = held(at, days_ago=9, activity_id=at.mission), held(at, days_ago=5, activity_id=at.mission)
    case = linked(linked(opened(at), first), second)
    tier(at, "major", date(2001, 1, 1))
    again(first, days_earlier=20)
    assert (case.first_talk_at, day_on_record(case)) == (first.starts_at, days(-29))
    put(first, status="cancelled")
    assert (case.first_talk_at, day_on_record(case), case.tier_snapshot) == (second.starts_at, days(-5), "regional")


def home_on_record(case: Negotiation) -> int | None:
    return db.session.scalar(select(CaseFact.home_id).where(CaseFact.negotiation_id == case.id))


@pytest.mark.both
def test_a_talk_that_becomes_known_later_moves_no_case_to_its_activity(runner: FlaskCliRunner) -> None:
    at = scene()
    first, other = held(at, days_ago=3, activity_id=at.mission), mission(start_on=days(-10), end_on=days(-8)).id
    case = linked(linked(opened(at), first), held(at, days_ago=9, activity_id=other))
    assert (case.first_talk_at, home_on_record(case)) == (first.starts_at, at.mission)
    with writing():  # as the product of before counted it
        db.session.execute(update(CaseFact).values(home_id=other))
        db.session.commit()
    for renewal in RENEWALS:
        list(renewal())
    assert home_on_record(case) == at.mission
    put(first, status="cancelled")
    assert home_on_record(case) == other, "the next one took its place"


def test_a_talk_that_is_put_away_stays_the_first() -> None:
    at = scene()
    talk = held(at, days_ago=3)
    case = linked(opened(at), talk)
    put(talk, archived_at=clock.now())
    assert (case.first_talk_at, day_on_record(case)) == (talk.starts_at, talk.held_on)
    with writing():
        services.freeze_anew(case, by=user())
        db.session.commit()
    assert case.first_talk_at == talk.starts_at


@pytest.mark.parametrize("upgrading", [True, False])
def test_first_talks_of_before_are_brought_in_line(runner: FlaskCliRunner, *, upgrading: bool) -> None:
    at = scene()
    tier(at, "regional")
    late, talk = gone_on(at)
    with writing():
        meetings.add_item(talk, Minute(theirs="価格を相談したい。"), by=user())
        db.session.commit()
    none, moved = linked(opened(at), held(at)), linked(opened(at), held(at, days_ago=7))
    day, ids, began, held_on = moved.first_talk_at, [late.id, none.id, moved.id], talk.starts_at, talk.held_on
    past = {"first_talk_at": clock.now() - timedelta(days=90)}
    never: dict[str, Any] = dict.fromkeys(("first_talk_at", "partner_routes_snapshot"))
    never |= dict.fromkeys(("tier_snapshot", "activity_type_snapshot"), "")
    cancelled = queries.linked_meetings(none, user=user())[0].id
    with writing():  # as the product of before left them
        for id, values in zip(ids, (never, past, past), strict=True):
            written("negotiations", id, **values)
        written("meetings", cancelled, status="cancelled")
        db.session.commit()
    db.session.expire_all()
    if upgrading:
        assert [line for renewal in RENEWALS for line in renewal() if line.startswith("first talks: 3 ")]
    else:
        assert "3 negotiations" in runner.invoke(args=["insights", "settle"]).output
    now = [db.session.get_one(Negotiation, id, populate_existing=True) for id in ids]
    assert [case.first_talk_at for case in now] == [began, None, day]
    assert [day_on_record(case) for case in now] == [held_on, None, days(-7)]
    assert now[0].tier_snapshot == "regional"
    assert services.settle_all_cases() == 0
