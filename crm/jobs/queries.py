"""Reading the queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from crm.core import clock
from crm.core.database import db
from crm.core.records import only
from crm.jobs.models import Job, WorkerSeen
from crm.jobs.rules import FINAL, MISSING_AFTER, State, full_five_minutes, full_hour, night_before


def due() -> ColumnElement[bool]:
    """Whether a job waits for a worker: queued, or held by one that went silent, also by a clock that went wrong."""
    now = clock.now()
    gone = or_(Job.lease_until < now, Job.heartbeat_at > now + clock.AHEAD)
    silent = and_(Job.state == State.RUNNING, gone)
    return or_(Job.state == State.QUEUED, silent)


def any_due() -> bool:
    """Whether a claim would find something. A read: polling takes no write lock."""
    return db.session.scalar(select(Job.id).where(due()).limit(1)) is not None


def nightly_missing(kinds: Iterable[str]) -> list[str]:
    """Those of the kinds that nobody began since the last night's work was due; a machine that slept catches up."""
    return _not_begun(kinds, night_before(clock.now()))


def hourly_missing(kinds: Iterable[str]) -> list[str]:
    """Those of the kinds that nobody began in this hour; hours that the machine slept through are not caught up."""
    return _not_begun(kinds, full_hour(clock.now()))


def often_missing(kinds: Iterable[str]) -> list[str]:
    """The same within the last five minutes."""
    return _not_begun(kinds, full_five_minutes(clock.now()))


def last_ended(kind: str) -> Job | None:
    """The job of this kind that ended last, done or failed, of those that the product began by itself."""
    ended = select(Job).where(Job.kind == kind, Job.requested_by_id.is_(None), Job.state.in_(FINAL))
    return db.session.scalar(ended.order_by(Job.id.desc()).limit(1))


def _not_begun(kinds: Iterable[str], since: datetime) -> list[str]:
    wanted = list(kinds)
    begun = select(Job.kind).where(
        Job.kind.in_(wanted), Job.requested_by_id.is_(None),
        Job.created_at >= since, Job.created_at <= clock.now() + clock.AHEAD,
    )  # fmt: skip
    done = set(db.session.scalars(begun)) if wanted else set()
    return [kind for kind in wanted if kind not in done]


def of(user_id: int) -> Select[Job]:
    """What `user_id` asked for and has not expired, newest first."""
    return (
        select(Job)
        .where(Job.requested_by_id == user_id, Job.expires_at > clock.now())
        .order_by(Job.created_at.desc(), Job.id.desc())
    )


def one(id: int, *, user_id: int) -> Job:
    """The job `id`, for the one who asked for it. NotVisible for everyone else and after it expired."""
    return only(of(user_id), id)


def all_jobs() -> Select[Job]:
    """Every job, newest first. For the shell."""
    return select(Job).order_by(Job.id.desc())


def health() -> dict[str, Any]:
    """How many jobs are queued, running and failed, and the age in seconds of the oldest that still waits.

    `oldest_seconds` is None when nothing waits; it grows when no worker runs.
    """
    by_state = select(Job.state, func.count()).group_by(Job.state)
    counts = dict(db.session.execute(by_state).all())
    oldest = db.session.scalar(select(func.min(Job.created_at)).where(due()))
    return {
        "queued": counts.get(State.QUEUED, 0),
        "running": counts.get(State.RUNNING, 0),
        "failed": counts.get(State.FAILED, 0),
        "oldest_seconds": None if oldest is None else max(0, int((clock.now() - oldest).total_seconds())),
    }


@dataclass(frozen=True)
class WorkerPresence:
    """When a worker was there last, on whatever host; None when none ever was or all ended in order."""

    seen_at: datetime | None

    @property
    def missing(self) -> bool:
        return self.seen_at is None or self.seen_at < clock.now() - MISSING_AFTER


def presence() -> WorkerPresence:
    """Whether a worker is there. One that is busy tells it by the job that it holds."""
    until = clock.now() + clock.AHEAD
    waiting = select(func.max(WorkerSeen.seen_at)).where(WorkerSeen.seen_at <= until)
    busy = select(func.max(Job.heartbeat_at)).where(Job.state == State.RUNNING, Job.heartbeat_at <= until)
    seen = db.session.execute(select(waiting.scalar_subquery(), busy.scalar_subquery())).one()
    return WorkerPresence(max((at for at in seen if at is not None), default=None))
