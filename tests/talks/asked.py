"""Points that the tests of talks ask about."""

from datetime import date
from typing import Any

from crm.core.database import db, writing
from crm.negotiations import queries as negotiations
from crm.talks import queries, services
from crm.talks.models import OpenPoint
from crm.talks.rules import PointInput
from tests.cast import user
from tests.negotiations.cases import days


def said(**changes: Any) -> PointInput:
    """That the counterpart has owed an answer for twelve days; `changes` override it."""
    plain: dict[str, Any] = {"text": "返品を認めるか", "side": "theirs", "organisation_id": None, "asked_on": days(-12)}
    return PointInput(**plain | changes)


def point(case_id: int, **changes: Any) -> OpenPoint:
    """A saved point of a case."""
    with writing():
        made = services.ask(negotiations.one(case_id, user=user()), said(**changes), by=user())
        db.session.commit()
    return made


def stored(id: int) -> OpenPoint:
    """The point as the database has it."""
    db.session.expire_all()
    return queries.one(id, user=user())


def answered(id: int, on: date, text: str = "二割まで認める") -> None:
    with writing():
        services.answer(queries.one(id, user=user()), on, text, by=user())
        db.session.commit()


def reopened(id: int, on: date, reason: str = "") -> None:
    with writing():
        services.reopen(queries.one(id, user=user()), on, reason, by=user())
        db.session.commit()
