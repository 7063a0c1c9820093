"""What the tests of threads need: a call that was logged, and what a reader finds of it."""

from datetime import date, timedelta
from typing import Any

from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.interactions import services as interactions
from crm.interactions.services import InteractionInput
from crm.threads import queries
from crm.threads.queries import Thread
from tests.cast import user

OTHER = "other@example.jp"


def ago(days: int) -> date:
    return here.today() - timedelta(days=days)


def call(summary: str, days_ago: int = 1, role: Role = Role.COORDINATOR, **on: Any) -> None:
    with writing():
        entry = InteractionInput(
            kind="call", direction="out", at=clock.now() - timedelta(days=days_ago), summary=summary, **on
        )
        interactions.log(entry, by=user(role))
        db.session.commit()


def thread(record_type: str, id: int, role: Role = Role.COORDINATOR, email: str | None = None, **asked: str) -> Thread:
    return queries.thread(record_type, id, user=user(role, email=email), language="ja", **asked)


def told(found: Thread) -> list[str]:
    return [entry.source for run in found.runs for entry in run]


def said(found: Thread) -> list[str]:
    return [entry.row.summary for run in found.runs for entry in run]
