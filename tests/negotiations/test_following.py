"""A case follows its first talk that was held, whoever writes that down and wherever."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.meetings.services import Minute
from crm.negotiations import queries, services
from crm.negotiations.models import CaseFact, Negotiation, StageEvent
from crm.negotiations.rules import MoveWish
from tests.cast import hidden, sign_in, user
from tests.meetings.scene import Scene, organisation
from tests.negotiations.cases import days, held, lose, opened, scene

pytestmark = pytest.mark.usefixtures("session")


def linked(negotiation: Negotiation, talk: Meeting) -> Negotiation:
    with writing():
        services.link_meeting(negotiation, talk, by=user(Role.ADMIN))
        db.session.commit()
    return negotiation


def planned(at: Scene) -> tuple[Negotiation, Meeting]:
    """A case with a talk that was to be yesterday, of which nobody has said anything yet."""
    case = linked(opened(at), held(at, status="planned", minutes=[]))
    return case, queries.linked_meetings(case, user=user(Role.ADMIN))[0]


def last(negotiation: Negotiation) -> StageEvent:
    return queries.effective_events([negotiation.id])[negotiation.id][-1]


def test_a_held_talk_takes_its_case_along_on_the_day_of_the_talk() -> None:
    at = scene()
    talk = held(at, days_ago=9, subject="試食と商談")
    case = linked(opened(at), talk)
    move = last(case)
    assert (case.stage, case.stage_entered_at, move.at) == ("talk", talk.starts_at, talk.starts_at)
    assert (move.from_stage, move.reason, move.by_id) == ("lead", "試食と商談", user(Role.ADMIN).id)
    acts = db.session.scalars(select(AuditEntry.actor_id).where(AuditEntry.verb == "negotiation.moved"))
    assert set(acts) == {user(Role.ADMIN).id}


def test_no_stage_of_a_case_that_was_opened_late_is_told_later_than_the_next_one() -> None:
    at = scene()
    talk = held(at, days_ago=9)
    entered = queries.path(linked(opened(at, opened_days_ago=7), talk).id).entered
    assert entered == {"lead": talk.starts_at, "talk": talk.starts_at}


def test_minutes_that_are_written_after_linking_take_it_along() -> None:
    at = scene()
    case, talk = planned(at)
    assert case.stage == "lead"
    with writing():
        meetings.add_item(talk, Minute(theirs="価格を相談したい。"), by=user())
        db.session.commit()
    assert (case.stage, case.first_talk_at, last(case).at) == ("talk", talk.starts_at, talk.starts_at)


def test_nothing_moves_for_what_is_planned_cancelled_or_not_minuted() -> None:
    at = scene()
    for settled in (None, False, True):
        case, talk = planned(at)
        with writing():
            if settled is not None:
                meetings.settle(talk, held=settled, by=user())
            db.session.commit()
        assert case.stage == "lead"


def test_a_talk_with_somebody_else_moves_nothing() -> None:
    at = scene()
    case, talk = planned(at)
    with writing():
        other = organisation("図們市商務局", place_id=at.place)
        db.session.flush()
        meetings.replace_counterpart(talk, other.id, by=user())
        meetings.add_item(talk, Minute(theirs="価格を相談したい。"), by=user())
        db.session.commit()
    assert case.stage == "lead"


def test_what_is_further_or_lost_or_was_taken_back_stays_where_it_is() -> None:
    at = scene()
    further, lost, back = opened(at), opened(at), linked(opened(at), held(at))
    assert back.stage == "talk"
    with writing():
        wish = MoveWish(reason="旧知", answer="単価を協議")
        services.move(further, "terms", wish=wish, by=user())
        lose(lost)
        services.undo_move(back, last(back).id, by=user())
        db.session.commit()
    for case, stage in ((further, "terms"), (lost, "lost"), (back, "lead")):
        assert linked(case, held(at, days_ago=3)).stage == stage


def test_a_case_that_was_moved_back_from_a_held_talk_still_had_it() -> None:
    at = scene()
    back, never = linked(opened(at), held(at)), opened(at)
    with writing():
        services.undo_move(back, last(back).id, by=user())
        db.session.commit()
    facts = {row.negotiation_id: row.reached for row in db.session.scalars(select(CaseFact))}
    assert back.stage == "lead"
    assert facts == {back.id: 3, never.id: 1}
    talk = db.session.get_one(Meeting, queries.linked_meetings(back, user=user(Role.ADMIN))[0].id)
    with writing():
        services.unlink_meeting(back, talk, by=user(Role.ADMIN))
        services.freeze_anew(back, by=user(Role.ADMIN))
        db.session.commit()
    assert db.session.get_one(CaseFact, back.id, populate_existing=True).reached == 1


def test_of_several_talks_the_first_gives_the_day() -> None:
    at = scene()
    case, later = planned(at)
    earlier = held(at, days_ago=30)
    linked(case, earlier)
    with writing():
        meetings.add_item(later, Minute(theirs="価格を相談したい。"), by=user())
        db.session.commit()
    assert last(case).at == earlier.starts_at < later.starts_at - timedelta(days=20)
    assert days(-30) == earlier.held_on


def test_whoever_saves_is_told_and_may_take_it_back(client: FlaskClient) -> None:
    at = scene()
    case, talk = planned(at)
    id, talk_id = case.id, talk.id
    sign_in(client)
    page = client.get(f"/meetings/{talk_id}/minutes/new").text
    sent = {name: hidden(page, name) for name in ("csrf_token", "form_id")} | {"theirs": "価格を相談したい。"}
    shown = client.post(f"/meetings/{talk_id}/minutes/new", data=sent, follow_redirects=True).text
    assert "is now in “Talk held”" in shown
    undo = re.findall(rf"/negotiations/{id}/moves/\d+/undo", shown)[0]
    assert client.post(undo, data={"csrf_token": sent["csrf_token"], "undo": undo}).status_code == 303
    assert db.session.get_one(Negotiation, id, populate_existing=True).stage == "lead"
