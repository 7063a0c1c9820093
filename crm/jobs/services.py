"""What happens to a job. None of these commits: the caller's writing transaction does.

The verbs of a worker name the job by (id, worker, attempts). Once another worker has taken the job over,
that no longer matches, and LeaseLost stops the first one before it can write a second result.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, case, delete, insert, select, text, update

from crm.core import clock
from crm.core.database import database_kind, db
from crm.core.errors import DomainError
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.jobs import queries, rules
from crm.jobs.models import Job, WorkerSeen
from crm.jobs.rules import State

#: Two workers on PostgreSQL look at the clock one after the other.
CLOCK_LOCK = 0x6E69676874


class LeaseLost(DomainError):
    """The job belongs to another worker by now, or is over."""


def enqueue(kind: str, arguments: Mapping[str, Any], *, by: Actor | None, keep: timedelta = rules.KEEP) -> Job:
    """Put a job into the queue, in the caller's transaction: it exists exactly when the caller's change does.

    `arguments` is JSON (ids and choices); `by` is the user whose rights the handler checks again, None for
    the product itself; the job expires `keep` from now.
    """
    job = Job(
        kind=kind,
        arguments=dict(arguments),
        requested_by_id=None if by is None else by.id,
        expires_at=clock.now() + keep,
    )
    db.session.add(job)
    db.session.flush()
    return job


def begin_night(kinds: Iterable[str]) -> list[Job]:
    """Queue the night's work that is due and not begun yet, for the product itself; a second call adds nothing."""
    _alone()
    return [enqueue(kind, {}, by=None) for kind in queries.nightly_missing(kinds)]


def begin_hour(kinds: Iterable[str]) -> list[Job]:
    """The same for the hour's work. What was done of it the day before goes."""
    _alone()
    return _begin_anew(queries.hourly_missing(kinds))


def begin_often(kinds: Iterable[str]) -> list[Job]:
    """The same for what is done every few minutes."""
    _alone()
    return _begin_anew(queries.often_missing(kinds))


def _begin_anew(missing: list[str]) -> list[Job]:
    db.session.execute(
        delete(Job)
        .where(Job.kind.in_(missing), Job.state.in_(rules.FINAL), Job.expires_at <= clock.now())
        .execution_options(synchronize_session=False)
    )
    return [enqueue(kind, {}, by=None, keep=rules.KEEP_HOURLY) for kind in missing]


def _alone() -> None:
    if database_kind() == "postgresql":  # SQLite lets one writer in at a time anyway
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CLOCK_LOCK})


def claim(worker: str, *, lease: timedelta = rules.LEASE) -> Job | None:
    """Take the oldest job that is due, or None. Two workers never get the same one.

    SQLite serialises writing transactions; on PostgreSQL SKIP LOCKED passes over what another is taking.
    Jobs whose workers died too often are buried on the way.
    """
    _bury()
    now = clock.now()
    oldest = (
        select(Job.id).where(queries.due()).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    ).scalar_subquery()
    taken = db.session.scalar(
        update(Job)
        .where(Job.id == oldest)
        .values(
            state=State.RUNNING,
            worker=worker,
            attempts=Job.attempts + 1,
            lease_until=now + lease,
            heartbeat_at=now,
            started_at=now,
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return None if taken is None else db.session.get(Job, taken, populate_existing=True)


def beat(job: Job, *, lease: timedelta = rules.LEASE) -> None:
    """Say that the worker lives. Raises LeaseLost."""
    now = clock.now()
    _change(job, heartbeat_at=now, lease_until=now + lease)


def report_progress(job: Job, percent: int, text: Text | None = None, *, lease: timedelta = rules.LEASE) -> None:
    """Record how far the work is, 0 to 100; a lower value than before is ignored. Raises LeaseLost."""
    percent = max(0, min(percent, 100))
    now = clock.now()
    values: dict[str, Any] = {} if text is None else {"progress_text": rules.pack(text)}
    _change(
        job,
        progress=case((Job.progress < percent, percent), else_=Job.progress),
        heartbeat_at=now,
        lease_until=now + lease,
        **values,
    )


def finish(job: Job, result: Mapping[str, Any]) -> None:
    """Done, with what the requester gets. Raises LeaseLost, so that a result is written once."""
    _change(job, state=State.DONE, progress=100, result=dict(result), reason=None, **_over())


def fail(job: Job, reason: Text) -> None:
    """Given up for good. Raises LeaseLost."""
    _change(job, state=State.FAILED, reason=rules.pack(reason), **_over())


def retry(job: Job, reason: Text) -> None:
    """Back into the queue after an unexpected error, or failed at the third. Raises LeaseLost."""
    if job.attempts >= rules.MAX_ATTEMPTS:
        fail(job, reason)
    else:
        _change(job, state=State.QUEUED, reason=rules.pack(reason), worker=None, lease_until=None)


def give_back(job: Job) -> None:
    """Back into the queue without a strike: the worker was told to stop. Raises LeaseLost."""
    _change(job, state=State.QUEUED, attempts=Job.attempts - 1, worker=None, lease_until=None)


def purge() -> int:
    """Delete the jobs that are over and have expired; returns how many."""
    statement = delete(Job).where(Job.state.in_(rules.FINAL), Job.expires_at <= clock.now())
    return _rows(db.session.execute(statement.execution_options(synchronize_session=False)))


def show(name: str) -> None:
    """Say that the worker of this name is there; lines of those that were killed long ago go."""
    now = clock.now()
    seen = update(WorkerSeen).where(WorkerSeen.name == name).values(seen_at=now)
    if not _rows(db.session.execute(seen.execution_options(synchronize_session=False))):
        db.session.execute(insert(WorkerSeen).values(name=name, seen_at=now))
    _forget(WorkerSeen.seen_at < now - rules.KEEP_GONE)


def leave(name: str) -> None:
    """The worker of this name ends."""
    _forget(WorkerSeen.name == name)


def _forget(which: ColumnElement[bool]) -> None:
    db.session.execute(delete(WorkerSeen).where(which).execution_options(synchronize_session=False))


def _bury() -> None:
    """Fail the jobs whose last worker died at the last attempt."""
    db.session.execute(
        update(Job)
        .where(queries.due(), Job.attempts >= rules.MAX_ATTEMPTS)
        .values(state=State.FAILED, reason=rules.pack(rules.interrupted()), **_over())
        .execution_options(synchronize_session=False)
    )


def _change(job: Job, **values: Any) -> None:
    """Update the job if this worker still holds it."""
    held = (
        Job.id == job.id,
        Job.state == State.RUNNING,
        Job.worker == job.worker,
        Job.attempts == job.attempts,
    )
    statement = update(Job).where(*held).values(**values).execution_options(synchronize_session=False)
    if _rows(db.session.execute(statement)) != 1:
        raise LeaseLost(f"job {job.id}")


def _over() -> dict[str, Any]:
    return {"finished_at": clock.now(), "worker": None, "lease_until": None}


def _rows(result: Any) -> int:
    """Rows that an UPDATE or DELETE touched."""
    assert isinstance(result, CursorResult)  # noqa: S101  # what SQLAlchemy returns for these two
    return result.rowcount
