"""How long things take: stages, the way to signing, answers, reports and tasks."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation
from crm.core.permissions import Role
from crm.insights.queries import TimeFigures, time_figures
from crm.insights.rules import Selection
from crm.negotiations.models import StageEvent
from crm.tasks.models import Task
from tests import cast
from tests.insights import fairs

pytestmark = pytest.mark.both

AS_OF = date(2026, 11, 24)


@pytest.fixture
def ours(session: scoped_session[Session]) -> Organisation:
    return fairs.organisation("丸直ニット")


def figures(wanted: Selection | None = None) -> TimeFigures:
    return time_figures(wanted or Selection(), as_of=AS_OF)


def test_a_stage_lasts_until_the_next_move_and_what_still_goes_on_is_censored(ours: Organisation) -> None:
    for days in (10, 20):
        case = fairs.case("lead talk", ours=ours, theirs=fairs.organisation(), on=date(2026, 9, 1))
        fairs.keep(
            StageEvent(
                negotiation_id=case.id, from_stage="talk", to_stage="terms", at=fairs.moment(date(2026, 9, 1 + days))
            )
        )
    fairs.case("lead talk", ours=ours, theirs=fairs.organisation(), on=date(2026, 11, 20))
    found = figures().stages
    talk, terms = found["talk"], found["terms"]
    assert (talk.median, talk.completed, talk.open, talk.completed_median) == (10, 2, 1, 15)
    assert (terms.median, terms.completed, terms.open) == (None, 0, 2)
    assert figures(Selection(until=date(2026, 8, 31))).stages["talk"].open == 0


def test_the_way_to_signing_counts_those_that_never_sign(ours: Organisation) -> None:
    for signed in (date(2026, 2, 1), None, None):
        case = fairs.case("lead talk", ours=ours, theirs=fairs.organisation(), talked=date(2026, 1, 1))
        if signed is not None:
            fairs.agreement(case, signed)
    found = figures().signing
    assert (found.median, found.completed, found.open, found.completed_median) == (None, 1, 2, 31)


def test_leads_are_answered_in_working_days_and_in_days(ours: Organisation) -> None:
    fair = fairs.activity(fairs.place("222401"), start_on=date(2026, 11, 2), end_on=date(2026, 11, 6))  # a Friday
    answered: tuple[Any, ...] = (date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 14), None)
    for day in answered:
        fairs.lead(fair, on=date(2026, 11, 3), first_followup_at=fairs.moment(day) if day else None)
    young = fairs.activity(fairs.place("222402"), start_on=date(2026, 11, 20), end_on=date(2026, 11, 20))
    fairs.lead(young, on=date(2026, 11, 20))
    found = figures()
    assert found.answered_in_working_days.share is not None
    assert found.answered_in_days.share is not None
    assert (found.answered_in_working_days.share.k, found.answered_in_working_days.share.n) == (1, 4)
    assert (found.answered_in_days.share.k, found.answered_in_days.share.n) == (2, 4)
    assert (found.answered_in_days.waiting, found.reported.waiting) == (1, 1)
    assert found.reported.share is not None
    assert (found.reported.share.k, found.reported.share.n) == (0, 1)


def test_tasks_are_in_time_on_their_due_date_and_cancelled_ones_are_left_out(ours: Organisation) -> None:
    due = date(2026, 11, 10)
    states: tuple[tuple[str, date | None, date], ...] = (
        ("done", due, due), ("done", date(2026, 11, 11), due), ("open", None, due), ("cancelled", None, due),
        ("open", None, AS_OF),
    )  # fmt: skip
    for status, done, day in states:
        fairs.keep(Task(text="礼状", owner_id=cast.user().id, due_on=day, status=status, done_on=done))
    found = figures().tasks
    assert found.share is not None
    assert (found.share.k, found.share.n, found.waiting) == (1, 3, 1)
    assert figures(Selection(owner_id=cast.user(Role.MANAGEMENT).id)).tasks.share is None
