"""`flask files …`: keep the folder of files in step with the database."""

import click
from flask.cli import AppGroup

from crm.files import rules, services
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.web.instance import instance_folder

group = AppGroup("files", help="Stored files.")


def _tidy() -> int:
    return services.tidy(instance_folder())


@job(rules.TIDY_JOB)
def tidy_at_night(_job: Job, _context: Context) -> Outcome:
    """The same every night."""
    return {"files": _tidy()}


@group.command("tidy")
def tidy() -> None:
    """Delete bytes that no record names (left by interrupted work), once they are a day old."""
    click.echo(f"{_tidy()} files deleted.")
