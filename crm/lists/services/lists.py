"""Saving, changing and removing views; asking for an export and keeping what was written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Actor, Permission, allows
from crm.core.texts import Text
from crm.jobs import services as jobs
from crm.lists import queries, rules
from crm.lists.models import ListExport, SavedView

JOB = "lists.export"
#: The job that deletes exports that have run out.
TIDY_JOB = "lists.tidy"
ONLY_SHARED = Text("Only a shared view can be shown in everyone's navigation.")


def save_view(
    *,
    list_name: str,
    query: str,
    name: str,
    shared: bool = False,
    pinned: bool = False,
    pinned_for_all: bool = False,
    usual: bool = False,
    by: Actor,
) -> SavedView:
    """Keep a list's address under a name. Sharing and pinning for everyone need `lists:share`."""
    _check(name, shared, pinned_for_all, by)
    if pinned_for_all and not shared:
        raise Refused(ONLY_SHARED, "pinned_for_all")
    view = SavedView(list_name=list_name, query=_fitting(query), owner_id=by.id)
    with action(rules.VIEW_SAVED, by=by):
        db.session.add(view)
        _write(view, name, shared, pinned, pinned_for_all, usual)
    return view


def change_view(
    view: SavedView, *, name: str, shared: bool, pinned: bool, pinned_for_all: bool, usual: bool, by: Actor
) -> None:
    """Rename, share, pin. Only its owner, or who may share when it is shared: then the owner's own pins stay."""
    _check_own(view, by)
    if not may_share(by):
        shared, pinned_for_all = view.shared, view.pinned_for_all
    _check(name, shared and not view.shared, pinned_for_all and not view.pinned_for_all, by)
    if pinned_for_all and not shared:
        raise Refused(ONLY_SHARED, "pinned_for_all")
    with action(rules.VIEW_CHANGED, by=by):
        mine = view.owner_id == by.id
        _write(view, name, shared, pinned if mine else view.pinned, pinned_for_all, usual if mine else view.usual)


def change_query(view: SavedView, *, query: str, by: Actor) -> None:
    """Have a view show another list."""
    _check_own(view, by)
    with action(rules.VIEW_CHANGED, by=by):
        view.query = _fitting(query)


def remove_view(view: SavedView, *, by: Actor) -> None:
    """Take a view out of every menu."""
    _check_own(view, by)
    with action(rules.VIEW_REMOVED, by=by):
        view.archived_at = clock.now()


def restore_view(view: SavedView, *, by: Actor) -> None:
    """Bring a removed view back."""
    _check_own(view, by)
    with action(rules.VIEW_RESTORED, by=by):
        view.archived_at = None


def may_share(by: Actor) -> bool:
    """Whether the user may put views into everyone's menus."""
    return allows(by.role, Permission.LISTS_SHARE)


def _check(name: str, shared: bool, pinned_for_all: bool, by: Actor) -> None:
    if not name.strip():
        raise Refused(Text("Enter a name for the view."), "name")
    if (shared or pinned_for_all) and not may_share(by):
        raise Refused(Text("Your role may not share views."), "shared")


def _fitting(query: str) -> str:
    if len(query) > rules.QUERY_LIMIT:
        raise Refused(Text("This list has too many filters to be saved as a view."))
    return query


def _check_own(view: SavedView, by: Actor) -> None:
    if view.owner_id != by.id and not (view.shared and may_share(by)):
        raise Forbidden


def _write(view: SavedView, name: str, shared: bool, pinned: bool, pinned_for_all: bool, usual: bool) -> None:
    view.name, view.shared = name.strip()[: rules.NAME_LIMIT], shared
    view.pinned, view.pinned_for_all = pinned, pinned_for_all
    if usual and not view.usual:
        others = select(SavedView).where(
            SavedView.owner_id == view.owner_id, SavedView.list_name == view.list_name, SavedView.usual.is_(True)
        )
        for other in db.session.scalars(others):
            other.usual = other is view
    view.usual = usual


# ------------------------------------------------------------------ exports


def record_export(
    *,
    list_name: str,
    query: str,
    format: str,
    encoding: str,
    substitute: bool,
    language: str,
    timezone: str,
    by: Actor,
) -> ListExport:
    """Note who takes what out of a list. The file comes with `keep_export`, now or in the background."""
    made = _export(
        list_name=list_name, query=query, format=format, encoding=encoding, substitute=substitute, language=language,
        timezone=timezone,
    )  # fmt: skip
    with action(rules.EXPORT_ASKED, by=by):
        db.session.add(made)
    return made


def _export(*, query: str, **columns: Any) -> ListExport:
    return ListExport(query=query[: rules.QUERY_LIMIT], expires_at=clock.now() + rules.KEEP, **columns)


def check_export(rows: int, *, limit: int, by: Actor, **wish: Any) -> None:
    """Refuse to take out more rows within a day than is allowed (docs/trust.md, E2); `wish` as for `record_export`.

    It must be the first thing that a request writes: the refusal stays in the log, though the request undoes the rest.
    """
    left = max(0, limit - queries.rows_taken(by, clock.now() - rules.DAY))
    if rows > left:
        with action(rules.EXPORT_REFUSED, by=by):
            db.session.add(_export(rows=0, **wish))
        db.session.commit()
        raise Refused(
            Text(
                "You may export %(limit)s rows within 24 hours. You have %(left)s left; this list has %(rows)s. "
                "Filter the list, wait, or ask your administrator.",
                limit=f"{limit:,}",
                left=f"{left:,}",
                rows=f"{rows:,}",
            )
        )


def queue_export(export: ListExport, *, rows: int, by: Actor) -> None:
    """Have it written in the background. `rows` is how many there are now."""
    job = jobs.enqueue(JOB, {"export_id": export.id, "rows": rows}, by=by, keep=rules.KEEP)
    with action(rules.EXPORT_QUEUED, by=by):
        export.job_id = job.id


def keep_export(
    export: ListExport, *, storage_name: str | None, rows: int, unwritable: Mapping[str, Any] | None, by: Actor
) -> None:
    """Note what was written: the file's name and its rows, or what could not be written."""
    verb = rules.EXPORTED if storage_name or not unwritable else rules.EXPORT_STOPPED
    with action(verb, by=by):
        export.storage_name, export.rows = storage_name, rows
        export.unwritable = dict(unwritable) if unwritable else None


def forget_exports(now: datetime | None = None) -> list[str]:
    """Take the files of exports that have run out off their rows; returns the names to delete."""
    old = select(ListExport).where(ListExport.expires_at <= (now or clock.now()), ListExport.storage_name.is_not(None))
    names = []
    with action(rules.EXPORT_EXPIRED, by=None):
        for export in db.session.scalars(old):
            names.append(str(export.storage_name))
            export.storage_name = None
    return names
