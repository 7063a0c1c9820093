"""`flask outcomes …`: what a nightly job does."""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from crm.core import clock
from crm.core.database import db, writing
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.outcomes import contents, rules, services
from crm.places.queries import HOME_ZONE

group = AppGroup("outcomes", help="Outcomes of activities in the year after.")


@group.command("prepare")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Today, unless given.")
def prepare(day: datetime | None) -> None:
    """Make what is due by today: the questions, and a task for each company. Run it once a day."""
    with writing():
        made = _prepare(day.date() if day is not None else clock.today(HOME_ZONE))
        db.session.commit()
    click.echo(f"{made} outcomes are due.")


def _prepare(today: date) -> int:
    return services.prepare(today=today, phrase=contents.reminder, user=None, by=None)


@job(rules.PREPARE_JOB)
def prepare_at_night(_job: Job, _context: Context) -> Outcome:
    """The same every night, in the transaction that marks the job done."""
    return lambda: {"due": _prepare(clock.today(HOME_ZONE))}
