"""`flask contacts …`: upkeep of the contacts from the shell."""

from collections.abc import Callable

import click
from flask.cli import AppGroup

from crm.contacts import services
from crm.core.database import db, writing

group = AppGroup("contacts", help="People and organisations.")


@group.command("renew-keys")
def renew_keys() -> None:
    """Make anew what names are found and sorted by, from the names. Others may work meanwhile."""
    steps: dict[str, Callable[[int], tuple[int, int]]] = {
        "people": services.renew_people,
        "organisations": services.renew_organisations,
    }
    for noun, step in steps.items():
        total, last, count = 0, 0, 1
        while count:
            with writing():
                count, last = step(last)
                db.session.commit()
            total += count
        click.echo(f"{noun}: {total}")
