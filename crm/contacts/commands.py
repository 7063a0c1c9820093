"""`flask contacts …`: upkeep of the contacts from the shell."""

from collections.abc import Callable, Iterator

import click
from flask.cli import AppGroup

from crm.contacts import queries, services
from crm.core.database import db, writing
from crm.core.turns import taking_turns
from crm.office import queries as offices

group = AppGroup("contacts", help="People and organisations.")


@group.command("enter-office")
def enter_office() -> None:
    """Enter our office among the organisations, as it describes itself, where an older version has not."""
    for line in entered_office():
        click.echo(line)


def entered_office() -> Iterator[str]:
    """The same; says whether it was there already."""
    with writing():
        before = queries.our_organisation_id()
        if before is None:
            services.keep_our_organisation(offices.current(), by=None)
        entered = queries.our_organisation_id()
        db.session.commit()
    told = "is there already" if before is not None else "was entered" if entered is not None else "has no name yet"
    yield f"our office {told}"


@group.command("renew-keys")
def renew_keys() -> None:
    """Make anew what names are found and sorted by, from the names. Others may work meanwhile."""
    for line in renewed_keys():
        click.echo(line)


def renewed_keys() -> Iterator[str]:
    """The same; says how many people and organisations were changed."""
    steps: dict[str, Callable[[int], tuple[int, int]]] = {
        "people": services.renew_people,
        "organisations": services.renew_organisations,
    }
    for noun, step in steps.items():
        total, last, count = 0, 0, 1
        with taking_turns():
            while count:
                with writing():
                    count, last = step(last)
                    db.session.commit()
                total += count
        yield f"{noun}: {total}"
