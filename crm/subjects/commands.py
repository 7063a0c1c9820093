"""The work of the night for erased people, and what an archive that was brought back needs."""

from collections.abc import Iterator
from datetime import timedelta

import click
from flask.cli import AppGroup

from crm.core import clock
from crm.core.database import db, reading, writing
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.subjects import rules, services
from crm.subjects.contents import ledgers
from crm.subjects.queries import erased
from crm.web.instance import instance_folder

group = AppGroup("subjects", help="People who were erased.")

#: The file of the database is written anew in the nights after an erasure.
COMPACTED_FOR = timedelta(days=2)


def replayed() -> Iterator[str]:
    """After an archive was brought back: whoever was erased since it was made is erased again."""
    yield from services.replay(instance_folder(), ledgers())
    services.keep_ledger(ledgers())


@group.command("replay")
def replay() -> None:
    """Erase again whom the ledger names and the database does not know as erased."""
    for line in replayed():
        click.echo(line)


@group.command("compact")
def compact() -> None:
    """Write the file of the database anew, so that nothing of deleted rows is left in it."""
    services.compact()
    click.echo("Written anew.")


@job(rules.NIGHT_JOB)
def tidy_at_night(_job: Job, _context: Context) -> Outcome:
    """What is kept goes at its term; after an erasure the database is written anew; the ledger is whole, and so is what
    an erasure left to do, where the process ended too early."""
    with reading():
        services.keep_ledger(ledgers())
        services.finish_left(instance_folder())
        lately = clock.now() - COMPACTED_FOR
        if any(one.created_at > lately for one in erased.erasures()):
            services.compact()
    with writing():
        forgotten = services.forget_kept()
        db.session.commit()
    return {"forgotten": forgotten}
