"""`flask lists …`, and the worker's task that writes large exports."""

import click
from flask import current_app
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.core.errors import Forbidden
from crm.core.permissions import Permission, Role, allows
from crm.core.texts import Text
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, job
from crm.lists import contents, queries, services
from crm.users import queries as users
from crm.web.instance import instance_folder
from crm.web.listings import Listing

group = AppGroup("lists", help="Exported lists.")
#: How far the first rows already are: the count is capped, so the share of a long list is a guess.
_STEP = 200


@job(services.JOB)
def write_export(job: Job, context: Context) -> Outcome:
    """Write one export. The requester's rights are those of now, not of when they asked."""
    user = users.one(job.requested_by_id or 0)
    export = queries.export(int(job.arguments["export_id"]), user=user)
    listing: Listing | None = current_app.extensions["listings"].get(export.list_name)
    allowed = listing is not None and allows(Role(user.role), listing.permission)
    if listing is None or not allowed or not user.active or not allows(Role(user.role), Permission.LISTS_EXPORT):
        raise Forbidden
    instance = instance_folder()

    def report(rows: int) -> None:
        context.report(min(95, rows // _STEP), Text("Rows written: %(rows)s.", rows=f"{rows:,}"))

    made = contents.written(export, listing, user=user, instance=instance, report=report)
    export_id = export.id
    db.session.rollback()

    def keep() -> Result:
        kept = queries.export(export_id, user=user)
        services.keep_export(kept, storage_name=made.storage_name, rows=made.rows, unwritable=made.missing, by=user)
        return {"export_id": export_id, "rows": made.rows}

    return keep


def _tidy() -> tuple[int, int]:
    """How many files went, and how many of them had run out."""
    with writing():
        names = services.forget_exports()
        db.session.commit()
    return contents.tidy(instance_folder(), names, queries.storage_names()), len(names)


@job(services.TIDY_JOB)
def tidy_at_night(_job: Job, _context: Context) -> Outcome:
    """The same every night. Files go when their rows are written for good, so it writes in a transaction of its own."""
    deleted, expired = _tidy()
    return {"exports": deleted, "expired": expired}


@group.command("tidy")
def tidy() -> None:
    """Delete exported files that have run out, and those that no record names, once they are a day old."""
    deleted, expired = _tidy()
    click.echo(f"{deleted} exports deleted, {expired} of them run out.")
