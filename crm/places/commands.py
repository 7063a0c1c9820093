"""`flask places …`: our own places, holidays, entry rules, emergency contacts and exchange rates."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup
from sqlalchemy import exists, select

from crm.core.database import Base, db, writing
from crm.core.errors import Refused
from crm.places import queries, rules, services
from crm.places.models import EmergencyContact, EntryRule, FxRate, Holiday, Place

group = AppGroup("places", help="Places, holidays and exchange rates.")


@group.command("load")
@click.option("--sample-rates", is_flag=True, help="Also load the illustrative exchange rates of the sample.")
@click.option(
    "--if-empty",
    is_flag=True,
    help="Only tables in which nothing stands yet, and of Japan no regions: the office's own come with its address.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def load(sample_rates: bool, if_empty: bool, as_json: bool) -> None:
    """Load the places, holidays, entry rules and emergency contacts that come with the product.

    What is there already stays as it is.
    """

    def own(name: str, table: type[Base]) -> list[dict[str, str]]:
        filled = if_empty and db.session.scalar(select(exists(select(table))))
        return [] if filled else queries.own_data(name)

    places_told = own("places", Place)
    if if_empty:
        places_told = [row for row in places_told if row["country"] != "JP" or row["level"] == "country"]
    with writing():
        places = services.load(places_told, by=None)
        holidays = services.load_holidays(own("holidays", Holiday), by=None)
        rates = services.load_rates(own("rates", FxRate) if sample_rates else [], by=None)
        entry = services.load_entry_rules(own("entry_rules", EntryRule), by=None)
        emergency = services.load_emergency(own("emergency", EmergencyContact), by=None)
        db.session.commit()
    counts = {
        "places": places.created,
        "places_completed": places.changed,
        "holidays": holidays.created,
        "rates": rates.created,
        "entry_rules": entry.created,
        "emergency": emergency.created,
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
