"""`flask merging scan`: for the night, and the job behind the button of the queue."""

import json

import click
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.core.errors import Forbidden
from crm.core.permissions import Permission, Role, allows
from crm.core.texts import Text
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, job
from crm.merging import rules, services
from crm.users import queries as users

group = AppGroup("merging", help="Possible duplicates.")


@group.command("scan")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def scan(as_json: bool) -> None:
    """Look through the book for duplicates, and forget what Undo of merges older than 30 days would need."""
    found = services.look()
    db.session.rollback()
    with writing():
        counts = services.write(found)
        purged = services.purge()
        db.session.commit()
    if as_json:
        click.echo(json.dumps({"looked_at": found.looked_at, "open": counts, "purged": purged}))
        return
    for kind, label in rules.KINDS.items():
        click.echo(f"{label}: {found.looked_at[kind]:,} looked at, {counts[kind]:,} possible duplicates.")


@job(rules.SCAN_JOB)
def scan_in_background(job: Job, context: Context) -> Outcome:
    """The same for who asked for it on the page, and every night for the product itself."""
    nightly = job.requested_by_id is None
    if not nightly:
        user = users.one(job.requested_by_id or 0)
        if not user.active or not allows(Role(user.role), Permission.MERGING_WRITE):
            raise Forbidden
    context.report(5, Text("Comparing names, addresses and numbers."))
    found = services.look()
    db.session.rollback()
    context.report(90, Text("Saving the list of pairs."))

    def write() -> Result:
        counts = services.write(found)
        return counts | ({"purged": services.purge()} if nightly else {})

    return write
