"""Open points: what is refused, what an answer and its withdrawal leave, and whose move it is."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.meetings.rules import OURS, THEIRS
from crm.negotiations import queries as negotiations
from crm.negotiations.queries import CaseFilter
from crm.negotiations.queries.turns import turns_of
from crm.negotiations.rules.turns import NOTHING, Turn
from crm.talks import queries, services
from crm.talks.models import OpenPoint
from tests.cast import user
from tests.meetings.scene import Scene, organisation, scene
from tests.merging.test_merge import merged
from tests.negotiations.cases import days, lose, opened
from tests.talks.asked import answered, point, reopened, said, stored


@pytest.fixture
def at(app: Flask) -> Any:
    with app.app_context():
        yield scene()


def refused(case_id: int, **changes: Any) -> str | None:
    """The field that a point is refused for."""
    with pytest.raises(Refused) as refusal:
        point(case_id, **changes)
    db.session.rollback()
    return refusal.value.field


def test_a_point_cannot_be_asked_tomorrow_nor_be_due_before_it_was_asked(at: Scene) -> None:
    id = opened(at).id
    assert refused(id, asked_on=days(1)) == "asked_on"
    assert refused(id, due_on=days(-13)) == "due_on"
    assert point(id, asked_on=days(0), due_on=days(0)).is_open, "today is no slip"


def test_only_who_takes_part_owes_an_answer_and_on_their_own_side(at: Scene) -> None:
    with writing():
        stranger, partner = organisation("吉林样板商贸").id, organisation("延边样板商贸").id
        db.session.commit()
    id = opened(at, local_partner_id=partner).id
    assert refused(id, organisation_id=stranger) == "organisation_id"
    assert refused(id, organisation_id=at.association) == "organisation_id", "that is our side"
    assert point(id, organisation_id=partner).organisation_id == partner
    assert point(id, side=OURS, organisation_id=at.association).side == OURS


def test_an_answer_comes_after_its_question_and_not_tomorrow(at: Scene) -> None:
    made = point(opened(at).id)
    for day, field in ((days(-13), "answered_on"), (days(1), "answered_on")):
        with pytest.raises(Refused) as refusal:
            answered(made.id, day)
        assert refusal.value.field == field
        db.session.rollback()
    with pytest.raises(Refused) as refusal:
        answered(made.id, days(0), "  ")
    assert refusal.value.field == "answer"
    db.session.rollback()
    answered(made.id, days(-12))
    assert stored(made.id).answered_on == days(-12), "on the day of the question it may come"


def test_a_question_is_not_moved_behind_its_answer(at: Scene) -> None:
    case = opened(at)
    made = point(case.id)
    answered(made.id, days(-5))
    with pytest.raises(Refused) as refusal, writing():
        services.change(stored(made.id), said(asked_on=days(-4)), case=case, by=user())
    assert refusal.value.field == "asked_on"
    db.session.rollback()
    with writing():
        services.change(stored(made.id), said(asked_on=days(-5)), case=case, by=user())
        db.session.commit()
    assert stored(made.id).waits_since == days(-5)


def test_a_point_that_is_opened_again_waits_from_then_and_keeps_its_answer(at: Scene) -> None:
    case = opened(at)
    made = point(case.id, due_on=days(-8))
    answered(made.id, days(-9), "検討中")
    with pytest.raises(Refused):
        reopened(made.id, days(-10))
    db.session.rollback()
    reopened(made.id, days(-3), "回答になっていない")
    found = stored(made.id)
    assert (found.is_open, found.waits_since, found.asked_on, found.answer) == (True, days(-3), days(-12), "")
    assert [(past.answered_on, past.answer, past.reason) for past in found.earlier] == [
        (days(-9), "検討中", "回答になっていない")
    ]
    assert found.due is None, "that day was for the answer before"
    assert negotiations.turn(case.id) == Turn(theirs=days(-3))
    with writing():
        services.change(stored(made.id), said(asked_on=days(-11)), case=case, by=user())
        db.session.commit()
    assert stored(made.id).waits_since == days(-3), "when it was asked first moves nothing"
    with writing():
        services.withdraw_reopening(stored(made.id), by=user())
        db.session.commit()
    found = stored(made.id)
    assert (found.answered_on, found.answer, found.waits_since) == (days(-9), "検討中", days(-11))
    assert not found.earlier


def test_an_answer_that_was_none_is_withdrawn_and_one_is_put_right(at: Scene) -> None:
    made = point(opened(at).id)
    answered(made.id, days(-2))
    answered(made.id, days(-1), "三割まで認める")
    assert (stored(made.id).answered_on, stored(made.id).answer) == (days(-1), "三割まで認める")
    with writing():
        services.withdraw_answer(stored(made.id), by=user())
        db.session.commit()
    assert stored(made.id).is_open
    assert stored(made.id).answer == ""
    for undo in (services.withdraw_answer, services.withdraw_reopening):
        with pytest.raises(Refused), writing():
            undo(stored(made.id), by=user())
        db.session.rollback()
    verbs = list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("talk."))))
    assert verbs == ["talk.point_asked", "talk.point_answered", "talk.answer_changed", "talk.answer_withdrawn"]


@pytest.mark.both
def test_the_oldest_open_point_of_each_side_says_whose_move_it_is(at: Scene) -> None:
    case, other, lost = opened(at), opened(at), opened(at)
    assert negotiations.turn(case.id).waits == []
    point(case.id, asked_on=days(-5))
    point(case.id, asked_on=days(-9))
    settled = point(case.id, asked_on=days(-30))
    answered(settled.id, days(-29))
    assert negotiations.turn(case.id).waits == [(THEIRS, days(-9))]
    point(case.id, side=OURS, asked_on=days(-11))
    assert negotiations.turn(case.id).waits == [(OURS, days(-11)), (THEIRS, days(-9))]
    assert negotiations.turn(case.id).since == days(-11)
    point(lost.id)
    with writing():
        lose(negotiations.one(lost.id, user=user()))
        db.session.commit()
    assert turns_of([case.id, other.id, lost.id]).keys() == {case.id}


@pytest.mark.both
def test_cases_are_found_and_ordered_by_whose_move_it_is(at: Scene) -> None:
    old, ours, both, none = (opened(at).id for _ in range(4))
    point(old, asked_on=days(-20))
    point(ours, side=OURS, asked_on=days(-10))
    point(both, side=OURS, asked_on=days(-2))
    point(both, asked_on=days(-15))

    def found(sort: str = "turn", **wanted: Any) -> list[int]:
        parts = [negotiations.TURN]
        page = negotiations.case_lines(CaseFilter(**wanted), user=user(), sort=sort, as_of=here.today(), parts=parts)
        return [line.id for line in page.rows]

    assert found() == [old, both, ours, none]
    assert found("-turn") == [none, ours, both, old]
    assert found(turn=OURS) == [both, ours]
    assert found(turn=THEIRS) == [old, both]
    assert found(turn=NOTHING) == [none]


@pytest.mark.both
def test_what_we_have_owed_beyond_a_week_is_told_of_cases_that_are_seen(at: Scene) -> None:
    case = opened(at)
    late = point(case.id, side=OURS, asked_on=days(-8))
    later = point(case.id, side=OURS, asked_on=days(-9))
    point(case.id, side=OURS, asked_on=days(-7))
    point(case.id, asked_on=days(-30))
    found, number = queries.owed_long(user(), today=here.today(), most=1)
    assert ([row.id for row in found], number) == ([later.id], 2)
    with writing():
        services.answer(stored(later.id), days(0), "送った", by=user())
        db.session.commit()
    assert [row.id for row in queries.owed_long(user(), today=here.today(), most=9)[0]] == [late.id]
    assert queries.owed_long(user(Role.MISSION_LEADER), today=here.today(), most=9) == ([], 0)
    assert queries.owed_long(user(Role.AUDITOR), today=here.today(), most=9) == ([], 0)


def test_who_does_not_see_the_case_sees_no_point_of_it(at: Scene) -> None:
    hidden, own = opened(at), opened(at, owner_id=user(Role.MISSION_LEADER).id)
    leader = user(Role.MISSION_LEADER)
    assert queries.one(point(own.id).id, user=leader).negotiation_id == own.id
    unseen = point(hidden.id)
    for reader in (leader, user(Role.AUDITOR)):
        with pytest.raises(NotVisible):
            queries.one(unseen.id, user=reader)


@pytest.mark.both
def test_points_follow_an_organisation_that_is_merged(at: Scene) -> None:
    with writing():
        double = organisation("延吉市商务局（重）").id
        db.session.commit()
    made = point(opened(at, counterpart_id=double).id, organisation_id=double)
    merged("organisations", at.commerce_bureau, double)
    assert db.session.scalar(select(OpenPoint.organisation_id).where(OpenPoint.id == made.id)) == at.commerce_bureau
