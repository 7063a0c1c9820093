"""The year after a mission: a negotiation of it, and what was asked about it."""

from datetime import date, timedelta

from sqlalchemy import select

from crm.activities.models import Activity
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Actor
from crm.outcomes import queries, services
from crm.outcomes.models import Outcome
from crm.outcomes.services.outcomes import Phrase
from tests.cast import user
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations import cases


def today() -> date:
    """The day of the office."""
    return here.today()


def phrase(_activity: Activity, organisation_id: int | None, months: int, language: str) -> str:
    """The reminder in words that tests compare."""
    return f"ask {organisation_id} after {months} in {language}"


def over(at: Scene | None = None, *, days_ago: int = 100) -> tuple[Scene, int, int]:
    """(scene, mission that ended so many days ago, negotiation that came of it)."""
    at = at or scene()
    end = today() - timedelta(days=days_ago)
    with writing():
        trip = mission(
            at.place, name="第6回 延辺視察団", start_on=end - timedelta(days=4), end_on=end,
            sender_organisation_id=at.association, coordinator_id=user().id,
        )  # fmt: skip
        db.session.commit()
    return at, trip.id, cases.opened(at, activity_id=trip.id).id


def prepared(*, on: date | None = None, by: Actor | None = None, phrase: Phrase = phrase) -> int:
    """Check what is due."""
    with writing():
        made = services.prepare(today=on or today(), phrase=phrase, user=by, by=by)
        db.session.commit()
    return made


def outcomes() -> list[Outcome]:
    """All of them, the first due first."""
    db.session.expire_all()
    return list(db.session.scalars(select(Outcome).order_by(Outcome.due_on, Outcome.id)))


def asked(outcome_id: int) -> str:
    """A link for the company: its token."""
    with writing():
        token = services.ask(queries.one(outcome_id, user=user()), language="ja", by=user())
        db.session.commit()
    return token
