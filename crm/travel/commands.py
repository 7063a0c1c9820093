"""`flask travel purge`: forget passports a month after the mission."""

import json

import click
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.files import services as files
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.travel import rules, services
from crm.web.instance import instance_folder

group = AppGroup("travel", help="Travel details of delegates.")


def _purge(*, dry: bool) -> services.Purge:
    with writing():
        done = services.purge(dry=dry)
        db.session.commit()
    files.unlink(done.files, instance_folder())
    return done


@job(rules.PURGE_JOB)
def purge_at_night(_job: Job, _context: Context) -> Outcome:
    """The same every night. Files go when the rows are gone for good, so it writes in a transaction of its own."""
    done = _purge(dry=False)
    return _facts(done)


def _facts(done: services.Purge) -> dict[str, int | list[int]]:
    return {
        "delegates": done.delegates, "missions": list(done.activity_ids), "files": len(done.files), "held": done.held
    }  # fmt: skip


@group.command("purge")
@click.option("--dry-run", is_flag=True, help="Only tell what would be deleted.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def purge(dry_run: bool, as_json: bool) -> None:
    """Delete the travel details of missions closed or cancelled as long ago as the office chose, and the packs that
    print them."""
    done = _purge(dry=dry_run)
    if as_json:
        click.echo(json.dumps(_facts(done) | {"dry_run": dry_run}))
        return
    verb = "would be deleted" if dry_run else "deleted"
    missions = ", ".join(map(str, done.activity_ids)) or "none"
    click.echo(f"Travel details of {done.delegates} delegates {verb} (missions: {missions}), {len(done.files)} files.")
    if done.held:
        click.echo(f"Kept for a legal hold: {done.held} delegates, and the packs of their missions.")
