"""Which printed documents a user sees, and how far their printing is. They follow their activity."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, not_, or_, select
from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import conditions
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only
from crm.core.texts import Text
from crm.documents import rules
from crm.documents.models import Document
from crm.documents.rules import PrintWish
from crm.jobs.models import Job
from crm.office import queries as offices
from crm.reports import queries as reports
from crm.reports.models import MissionReport
from crm.reports.rules import of_language
from crm.travel import queries as travel

ORDER = (OrderColumn(Document.id, descending=True),)
LOADED: tuple[Any, ...] = (
    joinedload(Document.activity).selectinload(Activity.names),
    joinedload(Document.file),
)
PANEL_SIZE = 8


@dataclass(frozen=True)
class DocumentFilter(Conditions):
    """Conditions of the list."""

    kind: str = conditions.code(Document.kind)
    language: str = conditions.code(Document.language)
    activity: int | None = conditions.record(Document.activity_id)


@dataclass(frozen=True)
class Edition:
    """A document and the job that prints it, as long as that is kept."""

    document: Document
    job: Job | None

    @property
    def state(self) -> str:
        """One of rules.STATES."""
        return rules.state_of(self.document.status, self.job.state if self.job is not None else None)

    @property
    def moving(self) -> bool:
        """Whether looking again will show something else."""
        return self.state in ("queued", "running")

    @property
    def progress(self) -> int:
        """Percent."""
        return 100 if self.state == "ready" else self.job.progress if self.job is not None else 0

    @property
    def sentence(self) -> Text | None:
        """What is being done, or why it failed."""
        if self.job is None:
            return None
        return self.job.why if self.state == "failed" else self.job.doing


def visible_to(user: Actor) -> Select[Document]:
    """The documents of the activities a user sees; those that print travel details, or costs, for whoever may see
    these."""
    money = [] if activities.sees_budgets(user) else [_tells(part) for part in sorted(rules.OF_MONEY)]
    return select(Document).where(
        *(not_(tells) for tells in money),
        Document.archived_at.is_(None),
        Document.activity_id.in_(activities.visible_ids(user)),
        or_(Document.restricted.is_(False), Document.activity_id.in_(travel.open_ids(user))),
    )


def _tells(part: str) -> ColumnElement[bool]:
    return cast(Document.options, String).contains(f'"{part}"')


def one(id: int, *, user: Actor) -> Edition:
    """The document with its activity, file and job; NotVisible when there is none for this user."""
    return _editions([only(visible_to(user), id, *LOADED)])[0]


def document(id: int) -> Document:
    """The document `id`, for background work that checked the rights; NotVisible when there is none."""
    return only(select(Document), id, *LOADED)


def documents(wanted: DocumentFilter, *, user: Actor, cursor: str | None = None) -> Page[Edition]:
    """A page of the list, the newest first."""
    found: Page[Document] = page(visible_to(user).where(*wanted.where()).options(*LOADED), ORDER, cursor)
    return Page(_editions(found.rows), found.next_cursor, found.previous_cursor, found.total, found.capped)


def of_activity(activity_id: int, *, user: Actor, limit: int = PANEL_SIZE) -> list[Edition]:
    """The newest documents of an activity."""
    statement = visible_to(user).where(Document.activity_id == activity_id).options(*LOADED)
    return _editions(list(db.session.scalars(statement.order_by(Document.id.desc()).limit(limit))))


def restricted_of(activity_ids: Collection[int]) -> list[Document]:
    """The documents of these activities that print travel details, for their purge."""
    statement = select(Document).where(Document.activity_id.in_(activity_ids), Document.restricted)
    return list(db.session.scalars(statement.where(Document.archived_at.is_(None)).options(*LOADED)))


def next_edition(activity_id: int, kind: str, language: str, audience: str) -> int:
    """The number after the highest edition so far for these readers. Ask inside the writing transaction that uses it.

    SQLite lets one writer in at a time; on PostgreSQL the activity's row is locked meanwhile.
    """
    db.session.execute(select(Activity.id).where(Activity.id == activity_id).with_for_update())
    highest = select(func.max(Document.edition)).where(
        Document.activity_id == activity_id, Document.kind == kind, Document.language == language,
        Document.audience == audience,
    )  # fmt: skip
    return (db.session.scalar(highest) or 0) + 1


def lost(activity_id: int, kind: str, language: str, audience: str) -> list[Document]:
    """The editions for these readers that no job prints any more, and after which none was printed or is in the queue.

    What the shell prints is in no queue.
    """
    statement = select(Document).where(
        Document.activity_id == activity_id, Document.kind == kind, Document.language == language,
        Document.audience == audience,
    )  # fmt: skip
    newest_first = _editions(db.session.scalars(statement.order_by(Document.edition.desc())).all())
    gone = takewhile(lambda each: each.state == "failed" and each.document.job_id is not None, newest_first)
    return [each.document for each in gone]


def written(wish: PrintWish, *, user: Actor) -> MissionReport | None:
    """The written report that a wish is about; None for a document that nobody writes, or that nobody began.

    Which edition somebody names, else the approved one: a draft is no report before it is approved.
    """
    if not wish.document.written:
        return None
    if wish.report_id is not None:
        return reports.one(wish.report_id, user=user)
    return reports.given_out(wish.activity_id, wish.language, user=user)


def told_edition(document: Document) -> int:
    """Which edition a print says that it is. Of a report that nobody wrote it counts those alone, as what was printed
    of a written one, such as the short form, bears the edition of that one; of the print for one host, that host's.
    """
    visits = document.options.get("visits") if document.audience == rules.HOSTS else None
    if not rules.DOCUMENTS[document.kind].written and not visits:
        return document.edition
    earlier = select(Document.options).where(
        Document.activity_id == document.activity_id, Document.kind == document.kind,
        Document.language == document.language, Document.audience == document.audience,
        Document.edition < document.edition,
    )  # fmt: skip
    options: Iterable[dict[str, Any]] = db.session.scalars(earlier)
    alike = [kept for kept in options if not visits or kept.get("visits") == visits]
    return sum(kept.get("report_id") is None for kept in alike) + 1


def number_of(activity: Activity, wish: PrintWish, edition: int) -> str:
    """The number of an edition that nobody wrote. A report is one in all languages: where it was approved in another,
    it has the number of that one with its language.
    """
    counted = wish.document.written and offices.current().number_form
    approved = reports.approved_number(activity.id) if counted else ""
    if approved:
        return of_language(approved, wish.language)
    return rules.number_of(
        activity.document_number, activity.id, wish.kind, wish.language, edition, wish.audience,
        visits=wish.visits if wish.for_one_host else (),
    )  # fmt: skip


def digests_of(activity_id: int, kind: str, language: str, audience: str, edition: int) -> dict[str, str] | None:
    """{page key: digest} of a printed edition; None when there is none or its pages were not kept."""
    statement = select(Document.digests).where(
        Document.activity_id == activity_id,
        Document.kind == kind,
        Document.language == language,
        Document.audience == audience,
        Document.edition == edition,
    )
    return db.session.scalar(statement) or None


def comparable(activity_id: int, kind: str, *, user: Actor) -> list[Document]:
    """The printed editions of a kind whose pages are known, the newest first."""
    statement = visible_to(user).where(
        Document.activity_id == activity_id, Document.kind == kind, Document.digests.is_not(None)
    )
    return list(db.session.scalars(statement.order_by(Document.id.desc()).limit(PANEL_SIZE)))


def last_print(wish: PrintWish, *, user: Actor) -> Document | None:
    """The newest edition of the very same choice: that of `user`, else of a colleague; None where there is none."""
    statement = visible_to(user).where(
        Document.activity_id == wish.activity_id, Document.kind == wish.kind, Document.language == wish.language,
        Document.status == "ready",
    ).order_by(Document.created_by_id.is_not_distinct_from(user.id).desc())  # fmt: skip
    wanted = (wish.audience, list(wish.parts), wish.second, list(wish.visits), wish.single, None)
    for row in db.session.scalars(statement.order_by(Document.id.desc()).limit(4 * PANEL_SIZE)):
        chosen = row.options
        if tuple(chosen.get(name) for name in ("audience", "parts", "second", "visits", "single", "since")) == wanted:
            return row
    return None


def _editions(found: Sequence[Document]) -> list[Edition]:
    ids = [row.job_id for row in found if row.job_id is not None]
    jobs = {job.id: job for job in db.session.scalars(select(Job).where(Job.id.in_(ids)))} if ids else {}
    return [Edition(row, jobs.get(row.job_id or 0)) for row in found]
