"""`flask upgrade`, `flask doctor` and `flask status`."""

import json
from collections import Counter
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade as migrate

from crm.backups import queries as backups
from crm.config import Settings
from crm.core import schema
from crm.core.database import database_kind, db
from crm.jobs import queries as jobs
from crm.upkeep import queries
from crm.upkeep.rules import Level
from crm.web.instance import migrations_folder, product_version


@click.command("upgrade")
@click.option("--again", is_flag=True, help="Also where the schema is new already: after a failed step.")
@with_appcontext
def upgrade(again: bool) -> None:
    """Bring the database of any older release to this version: the schema, then what is made anew from the records."""
    at, needs = schema.current(db.engine), schema.wanted(migrations_folder())
    if set(at) == set(needs) and not again:
        click.echo("The database is at this version already.")
        return
    migrate()
    for renewal in current_app.extensions["renewals"]:
        for line in renewal():
            click.echo(line)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at secret, log, clock, files, search index, worker, mail and backup; exit 1 when something is bad."""
    settings: Settings = current_app.extensions["settings"]
    found = queries.findings(settings)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
    else:
        for each in found:
            click.echo(
                f"{each.level:<5} {each.part:<10} {each.text}" + (f"\n{'':17}{each.advice}" if each.advice else "")
            )
        levels = Counter(each.level for each in found)
        click.echo(f"{levels[Level.OK]} well, {levels[Level.WARN]} to look at, {levels[Level.BAD]} bad.")
    raise SystemExit(1 if any(each.level == Level.BAD for each in found) else 0)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@with_appcontext
def status(as_json: bool) -> None:
    """Version, schema, queue and last backup at a glance."""
    settings: Settings = current_app.extensions["settings"]
    last = backups.newest(settings.backup.folder) if settings.backup else None
    proof = backups.last_proof(settings.backup.folder) if settings.backup else None
    facts = {
        "version": product_version(),
        "database": database_kind(),
        "schema": ", ".join(schema.current(db.engine)) or None,
        "schema_wanted": ", ".join(schema.wanted(migrations_folder())),
        "address": settings.base_url,
        **{f"jobs_{name}": value for name, value in jobs.health().items()},
        "last_backup": None if last is None else last.made_at.isoformat(),
        "last_restore_test": None if proof is None else proof.at.isoformat(),
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):<20} {'-' if value is None else value}")
