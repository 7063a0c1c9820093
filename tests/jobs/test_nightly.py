"""What the product does every night and every hour by itself: begun once; a night is caught up after a long sleep."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import db, writing
from crm.jobs import rules, services
from crm.jobs.models import Job
from crm.jobs.worker import Worker, run_pending
from crm.merging.models import MergeCandidate
from tests.contacts import book


def begun(app: Flask) -> int:
    """How often the scan stands in the queue after a worker has looked at the clock."""
    Worker(app).begin_regular()
    return len(db.session.scalars(select(Job.id).where(Job.kind == "merging.scan")).all())


@pytest.mark.parametrize(
    ("now", "due"),
    [("2026-11-24T17:59", "2026-11-23T18:00"), ("2026-11-24T18:00", "2026-11-24T18:00")],
)
def test_the_night_begins_at_three_in_japan(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert rules.night_before(moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_two_workers_begin_the_same_night_once(app: Flask, session: scoped_session[Session]) -> None:
    assert [begun(app), begun(app)] == [1, 1]
    with writing():
        assert services.begin_night(["merging.scan"]) == []
        job = db.session.scalars(select(Job).where(Job.kind == "merging.scan")).one()
        job.created_at -= timedelta(days=1)
        db.session.commit()
    assert begun(app) == 2


def test_what_somebody_asked_for_does_not_stand_for_the_night(app: Flask, session: scoped_session[Session]) -> None:
    firm = book.organisation()
    with writing():
        services.enqueue("merging.scan", {}, by=None).created_at -= timedelta(days=2)
        db.session.commit()
    assert begun(app) == 2
    assert firm.id


def test_the_scan_of_the_night_fills_the_queue_of_duplicates(app: Flask, session: scoped_session[Session]) -> None:
    book.organisation("株式会社トヨタ自動車", "ja", country="JP")
    book.organisation("ﾄﾖﾀ自動車㈱", "ja", country="JP")
    begun(app)
    assert run_pending(app) >= 1
    db.session.rollback()
    assert db.session.scalars(select(MergeCandidate.state)).all() == ["open"]
    job = db.session.scalars(select(Job).where(Job.kind == "merging.scan")).one()
    assert (job.state, job.result) == ("done", {"people": 0, "organisations": 1, "purged": 0})


def test_all_that_the_night_does_is_done_and_tells_what(app: Flask, session: scoped_session[Session]) -> None:
    Worker(app).begin_regular()
    run_pending(app)
    db.session.rollback()
    done = {job.kind: (job.state, job.result) for job in db.session.scalars(select(Job))}
    assert set(done) == {*app.extensions["nightly"], *app.extensions["hourly"]}
    assert {state for state, _ in done.values()} == {"done"}
    assert done["travel.purge"] == ("done", {"delegates": 0, "missions": [], "files": 0, "held": 0})
    assert done["agreements.turn"] == ("done", {"agreements": 0, "reminders": 0})
    assert done["outcomes.prepare"] == ("done", {"due": 0})
    assert done["lists.tidy"] == ("done", {"exports": 0, "expired": 0})
    assert done["files.tidy"] == done["interchange.tidy"] == ("done", {"files": 0})
    assert done["showrooms.forget"] == ("done", {"inquiries": 0, "held": 0})
    assert done["jobs.purge"] == ("done", {"jobs": 0})


def test_the_hour_begins_once_and_the_hours_of_yesterday_go(app: Flask, session: scoped_session[Session]) -> None:
    def states(**earlier: int) -> list[str]:
        """How the hours stand after the clock was looked at, all begun that much earlier."""
        with writing():
            for job in db.session.scalars(select(Job).where(Job.kind == "tasks.remind")):
                job.created_at -= timedelta(**earlier)
                job.expires_at -= timedelta(**earlier)
            db.session.commit()
        Worker(app).begin_regular()
        return list(db.session.scalars(select(Job.state).where(Job.kind == "tasks.remind").order_by(Job.id)))

    assert states() == states() == ["queued"]
    run_pending(app)
    db.session.rollback()
    assert states(hours=1) == ["done", "queued"]
    run_pending(app)
    db.session.rollback()
    assert states(days=1) == ["queued"]
