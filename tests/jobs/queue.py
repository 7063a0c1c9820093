"""What the tests of the queue share: putting jobs in, letting leases run out, looking at the outcome."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Actor
from crm.jobs import services
from crm.jobs.models import Job


def put(kind: str, *, by: Actor | None = None, **arguments: Any) -> int:
    """Queue a job and return its id."""
    with writing():
        job = services.enqueue(kind, arguments, by=by)
        db.session.commit()
        return job.id


def take(worker: str) -> Job | None:
    """Claim as `worker`."""
    with writing():
        job = services.claim(worker)
        db.session.commit()
        if job is not None:
            db.session.expunge(job)
        return job


def took(worker: str) -> Job:
    """Claim as `worker`, where something must be due."""
    job = take(worker)
    assert job is not None
    return job


def let_lease_run_out(id: int) -> None:
    """As if its worker had been silent for a minute."""
    with writing():
        past = clock.now() - timedelta(seconds=1)
        db.session.execute(update(Job).where(Job.id == id).values(lease_until=past))
        db.session.commit()


def look(id: int) -> Job:
    """The job as the database has it now."""
    db.session.rollback()
    job = db.session.get(Job, id, populate_existing=True)
    assert job is not None
    return job


def number_of(kind: str) -> int:
    """How many jobs of `kind` there are, in any state."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.kind == kind)) or 0
