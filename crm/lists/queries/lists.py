"""Reading saved views and exports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.jobs.models import Job
from crm.jobs.rules import State
from crm.lists.models import ListExport, SavedView


@dataclass(frozen=True)
class View:
    """A saved view as a menu shows it."""

    id: int
    list_name: str
    name: str
    query: str
    shared: bool
    in_navigation: bool
    is_usual: bool

    def url(self, base: str) -> str:
        """Where it leads: the list with the view's query, and which view it is."""
        return f"{base}?{self.query}{'&' if self.query else ''}view={self.id}"


def visible_to(user: Actor) -> Select[SavedView]:
    """One's own views and those that are shared."""
    return shared(select(SavedView).where(_seen_by(user.id)), user)


def _seen_by(user_id: Any) -> ColumnElement[bool]:
    return and_(SavedView.archived_at.is_(None), or_(SavedView.owner_id == user_id, SavedView.shared.is_(True)))


_VIEWS: Final = (
    select(
        SavedView.id,
        SavedView.list_name,
        SavedView.name,
        SavedView.query,
        SavedView.shared,
        SavedView.owner_id,
        SavedView.pinned,
        SavedView.pinned_for_all,
        SavedView.usual,
    )
    .where(_seen_by(bindparam("user_id", type_=Integer)))
    .order_by(SavedView.name, SavedView.id)
)


def views(user: Actor) -> list[View]:
    """Every view the user sees, of all lists, by name: one query for the navigation and the list's own menu."""
    return [
        View(
            row.id,
            row.list_name,
            row.name,
            row.query,
            row.shared,
            (row.pinned and row.owner_id == user.id) or (row.pinned_for_all and row.shared),
            row.usual and row.owner_id == user.id,
        )
        for row in reading.rows(_VIEWS, user_id=user.id)
    ]


def view(id: int, *, user: Actor) -> SavedView:
    """One view with its owner; NotVisible when there is none for this user."""
    return only(visible_to(user), id, joinedload(SavedView.owner))


def removed_view(id: int, *, user: Actor) -> SavedView:
    """A removed view of one's own or a shared one, to bring it back; NotVisible when there is none."""
    seen = or_(SavedView.owner_id == user.id, SavedView.shared.is_(True))
    return only(select(SavedView).where(stands(SavedView, archived=True), seen), id)


def visible_exports(user: Actor) -> Select[ListExport]:
    """The user's own: another's may hold rows that only they may see."""
    return shared(select(ListExport).where(ListExport.created_by_id == user.id), user)


def export(id: int, *, user: Actor) -> ListExport:
    """An export of one's own; NotVisible for anyone else's."""
    return only(visible_exports(user), id)


def job_of(export: ListExport) -> Job | None:
    """The background work that writes an export, if there is any."""
    return db.session.get(Job, export.job_id) if export.job_id is not None else None


def rows_taken(user: Actor, since: datetime) -> int:
    """How many rows a user has exported since then; what the background still writes counts as it was announced."""
    own = (ListExport.created_by_id == user.id, ListExport.created_at > since)
    written = select(func.coalesce(func.sum(ListExport.rows), 0)).where(*own)
    pending = select(Job).join(ListExport, ListExport.job_id == Job.id).where(*own, ListExport.rows.is_(None))
    announced = sum(
        int(job.arguments.get("rows", 0)) for job in db.session.scalars(pending) if job.state != State.FAILED
    )
    return int(db.session.scalar(written) or 0) + announced


def storage_names() -> set[str]:
    """The names of the files that rows still name."""
    found = db.session.scalars(select(ListExport.storage_name).where(ListExport.storage_name.is_not(None)))
    return {name for name in found if name is not None}
