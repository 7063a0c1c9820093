"""`flask places …`: our own places, holidays and exchange rates."""

import json

import click
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.places import queries, services

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
