"""`flask lists …`, and the worker's tasks: large exports, and what is done to very many rows."""

import click
from flask import current_app
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.core.errors import Forbidden
from crm.core.permissions import Permission, Role, allows
from crm.core.texts import Text
from crm.core.turns import taking_turns
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, Stopping, job
from crm.lists import contents, queries, rules, services
from crm.lists.forms import work_of
from crm.users import queries as users
from crm.web.instance import instance_folder
from crm.web.listings import Listing, acts_of

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

    known = export.version
    made = contents.written(export, listing, user=user, instance=instance, report=report)
    export_id = export.id
    db.session.rollback()

    def keep() -> Result:
        kept = queries.export(export_id, user=user)
        if kept.version != known:  # an erasure forgets all files of lists, also those that are being written
            contents.forget(instance, made)
            raise Stopping
        services.keep_export(kept, storage_name=made.storage_name, rows=made.rows, unwritable=made.missing, by=user)
        return {"export_id": export_id, "rows": made.rows}

    return keep


@job(services.BULK_JOB)
def do_to_many(job: Job, context: Context) -> Outcome:
    """Do something to many rows of a list, some in each transaction. Begun again, it goes on with those that wait."""
    id, size, all_done = int(job.arguments["run_id"]), rules.FIRST_ROWS, False
    while not all_done:
        with taking_turns() as turns:
            with writing():
                all_done = not _some(id, size, job.requested_by_id or 0)
                db.session.commit()
            size = turns.fitting(size, most=rules.MOST_ROWS)
        tally = queries.tally(id)
        db.session.rollback()
        so_far = {"done": f"{tally.done + tally.left:,}", "all": f"{tally.all:,}"}
        context.report(min(99, tally.percent), Text("Rows: %(done)s of %(all)s.", **so_far))
        if context.stopping and not all_done:
            raise Stopping
    return {"run_id": id}


def _some(run_id: int, size: int, user_id: int) -> int:
    """The next rows, at most `size`, with the requester's rights of now. How many they were."""
    user = users.one(user_id)
    run = queries.run(run_id, user=user)
    listing: Listing | None = current_app.extensions["listings"].get(run.list_name)
    act = next((each for each in acts_of(listing) if each.code == run.act), None) if listing is not None else None
    if listing is None or listing.each is None or act is None or not user.active:
        raise Forbidden
    if not allows(Role(user.role), listing.permission) or not allows(Role(user.role), act.write):
        raise Forbidden
    return services.advance(run, size, work_of(run, act, listing.each, by=user))


def _tidy() -> tuple[int, int]:
    """How many files went, and how many of them had run out. What was done to many, and is long past, goes too."""
    with writing():
        services.forget_runs()
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
