"""The list of imports, one import, its rows, and the profile that fits a header."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select

from crm.core.database import db
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor, Role
from crm.core.records import only
from crm.core.sight import shared
from crm.interchange import rules
from crm.interchange.models import ImportBatch, ImportProfile, ImportRow
from crm.jobs.models import Job
from crm.jobs.rules import State

ORDER: Final = (OrderColumn(ImportBatch.id, descending=True),)
SHOWN: Final = 200


@dataclass(frozen=True)
class RowOutcome:
    """A row of an import as its page shows it."""

    number: int
    status: str
    reasons: Sequence[dict[str, Any]]
    record_id: int | None
    undone: str


def visible_to(user: Actor) -> Select[ImportBatch]:
    """One's own imports; the administrator sees all."""
    statement = shared(select(ImportBatch).where(ImportBatch.archived_at.is_(None)), user)
    return statement if user.role == Role.ADMIN else statement.where(ImportBatch.created_by_id == user.id)


def batches(*, user: Actor, cursor: str | None = None) -> Page[ImportBatch]:
    """A page of the imports, newest first."""
    return page(visible_to(user), ORDER, cursor)


def one(id: int, *, user: Actor) -> ImportBatch:
    """The import; NotVisible when there is none for this user."""
    return only(visible_to(user), id)


def job_of(batch: ImportBatch) -> Job | None:
    """The background job that works on the import, or worked on it last."""
    return db.session.get(Job, batch.job_id) if batch.job_id is not None else None


def stands_still(batch: ImportBatch) -> bool:
    """Whether the job that should be at work on the import is over or gone without having ended it."""
    job = job_of(batch)
    return batch.state in rules.MOVING and (job is None or job.state in (State.FAILED, State.DONE))


def counts_of(batch_id: int) -> dict[str, int]:
    """{status: rows} of what was imported."""
    statement = select(ImportRow.status, func.count()).where(ImportRow.batch_id == batch_id).group_by(ImportRow.status)
    return {status: count for status, count in db.session.execute(statement)}  # noqa: C416  # dict() hides types


def undone_of(batch_id: int) -> dict[str, int]:
    """{undone | kept: rows} after an undo."""
    statement = select(ImportRow.undone, func.count()).where(ImportRow.batch_id == batch_id, ImportRow.undone != "")
    return {word: count for word, count in db.session.execute(statement.group_by(ImportRow.undone))}  # noqa: C416  # as above


def last_number(batch_id: int) -> int:
    """The number of the last row that is done; 0 before the first."""
    return db.session.scalar(select(func.max(ImportRow.number)).where(ImportRow.batch_id == batch_id)) or 0


def rows_of(
    batch_id: int, *statuses: str, after: int = 0, limit: int = SHOWN, undone: str | None = None
) -> list[RowOutcome]:
    """Rows of some statuses in the order of the file."""
    statement = select(ImportRow).where(
        ImportRow.batch_id == batch_id, ImportRow.status.in_(statuses), ImportRow.number > after
    )
    if undone is not None:
        statement = statement.where(ImportRow.undone == undone)
    found = db.session.scalars(statement.order_by(ImportRow.number).limit(limit))
    return [RowOutcome(row.number, row.status, row.reasons or [], row.record_id, row.undone) for row in found]


def remarked(batch_id: int, limit: int = SHOWN) -> list[RowOutcome]:
    """Rows that were taken with a remark."""
    statement = select(ImportRow).where(
        ImportRow.batch_id == batch_id,
        ImportRow.reasons.is_not(None),
        ImportRow.status.in_((rules.NEW, rules.UPDATED, rules.SAME)),
    )
    found = db.session.scalars(statement.order_by(ImportRow.number).limit(limit))
    return [RowOutcome(row.number, row.status, row.reasons or [], row.record_id, row.undone) for row in found]


def rejected_reasons(batch_id: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """(number, reasons) of the rejected rows in the order of the file."""
    statement = select(ImportRow.number, ImportRow.reasons).where(
        ImportRow.batch_id == batch_id, ImportRow.status == rules.REJECTED
    )
    for number, reasons in db.session.execute(statement.order_by(ImportRow.number)):
        yield number, reasons or []


def profile_for(kind: str, signature: str) -> ImportProfile | None:
    """The saved profile of this very header, if there is one."""
    statement = select(ImportProfile).where(ImportProfile.kind == kind, ImportProfile.signature == signature)
    return db.session.scalar(statement.where(ImportProfile.archived_at.is_(None)))
