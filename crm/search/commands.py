"""`flask search …`: the index from the shell, and its work of the night."""

from collections.abc import Iterator

import click
from flask.cli import AppGroup

from crm.core.database import db, writing
from crm.core.turns import taking_turns
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.search import queries, services

group = AppGroup("search", help="The search index.")


@job(services.NIGHT_JOB)
def renew_at_night(_job: Job, _context: Context) -> Outcome:
    """Have the index know of the posts that ended."""
    return lambda: {"people": services.renew()}


@group.command("rebuild")
@click.option("--if-empty", is_flag=True, help="Only kinds of which there are records and nothing is indexed yet.")
def rebuild(if_empty: bool) -> None:
    """Build the search index anew from the records. Others may work meanwhile."""
    for line in rebuilt(only_empty=if_empty):
        click.echo(line)


def rebuilt(*, only_empty: bool = False) -> Iterator[str]:
    """Index one kind after the other, in transactions of its own; says how many records each has."""
    for kind in queries.KINDS:
        if only_empty and not queries.is_empty(kind):
            continue
        count = 0
        with taking_turns():
            for ids in queries.all_ids(kind):
                with writing():
                    services.index_kind(kind, ids, anew=True)
                    db.session.commit()
                count += len(ids)
        yield f"{kind.record_type}: {count}"
