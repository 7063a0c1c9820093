"""The task that asks a company is done when its last answer came."""

from datetime import date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.negotiations.rules import CHANGED
from crm.outcomes import queries, rules, services
from crm.outcomes.models import Outcome
from crm.outcomes.services import Answer
from crm.tasks.models import Task
from tests.cast import left, user
from tests.outcomes import year

NOTHING = Answer("lead", "no", comment="まだ")


def test_the_task_is_done_on_the_day_of_the_last_answer_under_it(session: scoped_session[Session]) -> None:
    year.over()
    year.prepared()
    first, second = db.session.scalars(select(Outcome).order_by(Outcome.id)).all()
    with writing():
        with action(CHANGED, by=None):
            second.task_id = first.task_id
        for outcome, day in ((second, 9), (first, 7)):
            at = clock.from_wall(datetime(2026, 10, day, 15), "Asia/Tokyo")
            services.answer(queries.one(outcome.id, user=user()), NOTHING, source=rules.BY_LINK, by=None, at=at)
        db.session.commit()
    done = db.session.get_one(Task, first.task_id)
    assert (done.status, done.done_on) == ("done", date(2026, 10, 9))


def test_the_questions_go_on_once_whoever_coordinated_has_left(app: Flask, session: scoped_session[Session]) -> None:
    year.over()
    colleague = user(email="nam@example.jp").id
    left("kobayashi@example.jp", app)
    assert year.prepared() > 0
    assert set(db.session.scalars(select(Task.owner_id))) == {colleague}
