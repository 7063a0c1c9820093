"""`flask upgrade`, `flask doctor`, `flask status` and `flask secret`."""

import json
import os
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import inspect

from crm.audit import queries as audit
from crm.backups import queries as backups
from crm.backups import services as backup_services
from crm.backups.rules import Unusable
from crm.config import SHORTEST_SECRET, Settings, keep_secret, new_secret
from crm.core import keys, schema, shell
from crm.core.database import database_kind, db, writing
from crm.jobs import queries as jobs
from crm.upkeep import queries, services
from crm.upkeep.rules import NEXT_SECRET, CannotRotate, Level
from crm.web import migrating
from crm.web.instance import instance_folder, migrations_folder, product_version

secret_group = AppGroup("secret", help="The secret of this installation.")


@click.command("upgrade")
@click.option("--again", is_flag=True, help="Also where the schema is new already: after a failed step.")
@with_appcontext
def upgrade(again: bool) -> None:
    """Bring the database of any older release to this version: the schema, then what is made anew from the records."""
    at, needs = schema.current(db.engine), schema.wanted(migrations_folder())
    if set(at) == set(needs) and not again:
        click.echo("The database is at this version already.")
        return
    migrating.bring_up(current_app)
    if not at:
        click.echo("The database is made, and empty.")
        return
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
    if not inspect(db.engine).has_table("users"):
        raise click.ClickException(
            f"The database is empty: bring it to this version with `{shell.command('upgrade')}`, or restore an archive."
        )
    last = backups.newest(settings.backup.folder) if settings.backup else None
    proof = backups.last_proof(settings.backup.folder) if settings.backup else None
    at, wanted = schema.current(db.engine), schema.wanted(migrations_folder())
    facts = {
        "version": product_version(),
        "database": database_kind(),
        "schema": ", ".join(at) or None,
        "schema_wanted": ", ".join(wanted),
        "address": settings.base_url,
        **(_at_work() if set(at) == set(wanted) or not at else {}),  # an older schema has other tables
        "last_backup": None if last is None else last.made_at.isoformat(),
        "last_restore_test": None if proof is None else proof.at.isoformat(),
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):<20} {'-' if value is None else value}")


def _at_work() -> dict[str, Any]:
    """The queue, and when a worker was seen."""
    there = jobs.presence()
    return {
        **{f"jobs_{name}": value for name, value in jobs.health().items()},
        "worker": "missing" if there.missing else "there",
        "worker_seen": None if there.seen_at is None else there.seen_at.isoformat(timespec="seconds"),
    }


@secret_group.command("rotate")
@click.option("--reason", required=True, help="Why: it stands in the log.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file with the new secret, for an installation that takes it from CRM_SECRET_KEY.",
)
@click.confirmation_option(prompt="Server and workers are stopped?")
def rotate(reason: str, to: Path | None) -> None:
    """Go over to a new secret: seal anew what is sealed, go on with the log, keep the secret in the data folder."""
    try:
        backup_services.refuse_company(db.engine)
    except Unusable as refusal:
        raise click.ClickException(str(refusal)) from refusal
    instance, given = instance_folder(), "CRM_SECRET_KEY" in os.environ
    if given and to is None:
        raise click.ClickException(
            "The secret comes from CRM_SECRET_KEY: say --to FILE, then set it to what stands there."
        )
    if (waiting := instance / NEXT_SECRET).exists() and not given and _is_at(waiting.read_text()):
        keep_secret(instance, waiting.read_text())
        waiting.unlink()
        click.echo("The last try had come that far: the new secret is in place now. Print its sheet: backup sheet.")
        return
    new = new_secret() if to is None else to.read_text().strip()
    if len(new) < SHORTEST_SECRET:
        raise click.BadParameter(f"A secret has at least {SHORTEST_SECRET} characters.", param_hint="--to")
    try:
        with writing():
            done = services.rotate(new, reason)
            if not given:
                keep_secret(instance, new, NEXT_SECRET)  # before the database needs it
            db.session.commit()
    except CannotRotate as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if not given:
        keep_secret(instance, new)
        waiting.unlink()
    click.echo(f"{done.parcels} sealed records and {done.entries} entries of the log went over. Head: {audit.head()}")
    if done.codes:
        click.echo(f"{done.codes} codes of fairs, applications and partners open nothing any more: give out new ones.")
    click.echo("Archives made before open with the old secret alone: keep its sheet until they are deleted.")
    if given:
        click.echo(f"Set CRM_SECRET_KEY to what stands in {to}.")
    click.echo(
        f"Print the new sheet (`{shell.command('backup sheet')}`), take the secret to all other hosts, "
        "then start again."
    )


def _is_at(secret: str) -> bool:
    """Whether the database went over to a secret already: a try ended between the two."""
    with keys.becoming(secret):
        return audit.secret_fits()
