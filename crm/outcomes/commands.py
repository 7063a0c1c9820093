"""`flask outcomes …`: what a nightly job does."""

from datetime import datetime

import click
from flask.cli import AppGroup

from crm.core import clock
from crm.core.database import db, writing
from crm.outcomes import contents, services
from crm.places.queries import HOME_ZONE

group = AppGroup("outcomes", help="Outcomes of activities in the year after.")


@group.command("prepare")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Today, unless given.")
def prepare(day: datetime | None) -> None:
    """Make what is due by today: the questions, and a task for each company. Run it once a day."""
    today = day.date() if day is not None else clock.today(HOME_ZONE)
    with writing():
        made = services.prepare(today=today, phrase=contents.reminder, user=None, by=None)
        db.session.commit()
    click.echo(f"{made} outcomes are due.")
