"""`flask audit …`: prove the log, and keep its head outside the database."""

import json

import click
from flask.cli import AppGroup

from crm.audit import queries, services
from crm.core.database import db, writing

group = AppGroup("audit", help="The audit log.")


@group.command("verify")
@click.option("--head", help="A head kept earlier: shows a cut tail, too.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(head: str | None, as_json: bool) -> None:
    """Check the hash chain; exit 1 names the first bad entry."""
    verdict = queries.verify(head)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "valid": verdict.valid,
                    "checked": verdict.checked,
                    "first_bad": verdict.first_bad,
                    "head": verdict.head,
                }
            )
        )
    elif verdict.valid:
        click.echo(f"{verdict.checked} entries hold. Head: {verdict.head}")
    else:
        click.echo(f"Entry {verdict.first_bad} does not hold ({verdict.checked} before it do).")
    raise SystemExit(0 if verdict.valid else 1)


@group.command("reseal")
@click.option("--reason", required=True, help="Why: it stands in the log.")
def reseal(reason: str) -> None:
    """Go on with the secret of now, after the one that wrote the log was lost."""
    if not reason.strip():
        raise click.BadParameter("Say why.", param_hint="--reason")
    with writing():
        number = services.reseal(reason.strip())
        db.session.commit()
    click.echo(f"{number} entries are vouched for as they stand. Head: {queries.head()}")


@group.command("head")
def head() -> None:
    """Print the hash of the last entry: append it daily to a file outside."""
    click.echo(queries.head())
