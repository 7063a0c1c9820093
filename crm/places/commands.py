"""`flask places …`: our own places, holidays and exchange rates."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.places import queries, rules, services

group = AppGroup("places", help="Places, holidays and exchange rates.")


@group.command("load")
@click.option("--sample-rates", is_flag=True, help="Also load the illustrative exchange rates of the sample.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def load(sample_rates: bool, as_json: bool) -> None:
    """Load the places and holidays that come with the product; what is there already stays as it is."""
    with writing():
        places = services.load(queries.own_data("places"), by=None)
        holidays = services.load_holidays(queries.own_data("holidays"), by=None)
        rates = services.load_rates(queries.own_data("rates") if sample_rates else [], by=None)
        db.session.commit()
    counts = {
        "places": places.created,
        "places_completed": places.changed,
        "holidays": holidays.created,
        "rates": rates.created,
    }
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo(f"{places.created} places and {holidays.created} holidays added.")


@group.command("fetch-holidays")
@click.argument("year", type=int)
@click.option("--country", "countries", multiple=True, help="JP, KR or CN; all three when not given.")
def fetch_holidays(year: int, countries: tuple[str, ...]) -> None:
    """Bring the holidays of YEAR to what the libraries know; what the office entered stays."""
    _keep(lambda: services.fetch_holidays(countries or tuple(rules.LIBRARY_COUNTRIES), year, by=None))


@group.command("import-holidays")
@click.argument("file", type=click.File("rb"))
@click.option("--country", required=True, help="Of which country the days are: CN, JP, KR or RU.")
def import_holidays(file: BinaryIO, country: str) -> None:
    """Take the days of a calendar FILE (ICS) over; what the office entered stays. Says what it cannot read."""
    content, name = file.read(rules.LARGEST_CALENDAR + 1), Path(file.name).name

    def work() -> services.Loaded:
        kept = services.open_calendar(content, country=country, source=name, by=None)
        return services.import_calendar(kept, by=None)

    _keep(work)
    for entry in rules.calendar_file(content, country=country).unread:
        click.echo(f"Not read: {entry.reason}", err=True)


def _keep(work: Callable[[], services.Loaded]) -> None:
    with writing():
        try:
            done = work()
        except Refused as refusal:
            raise click.ClickException(str(refusal.text)) from refusal
        db.session.commit()
    click.echo(f"{done.created} days added, {done.changed} changed.")
