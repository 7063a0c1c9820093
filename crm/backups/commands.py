"""`flask backup …`: keep everything in one file, prove that it is whole, bring it back."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from crm.backups import queries, rules, services
from crm.backups.rules import Manifest, RestoreTest, Unusable
from crm.config import SHORTEST_PASSPHRASE, Settings, keep_secret
from crm.core import clock, keys, schema, shell
from crm.core.database import db, reading
from crm.core.languages import LOCALES
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Result, Stopping, job
from crm.jobs.services import enqueue
from crm.users import queries as users
from crm.web import mailer, migrating
from crm.web.instance import instance_folder, migrations_folder, product_version

group = AppGroup("backup", help="Everything in one file: rows, files, version, checksums.")

_ARCHIVE = click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.File(),
    help="A file whose first line is the passphrase. Otherwise CRM_BACKUP_PASSPHRASE.",
)
_FOLDER = click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Otherwise CRM_BACKUP_FOLDER."
)


@group.command("create")
@_FOLDER
@_PASSPHRASE
def create(folder: Path | None, passphrase_file: IO[str] | None) -> None:
    """Make an archive while people work. With a passphrase it carries the secret, sealed."""
    passphrase = _passphrase(passphrase_file)
    with _in_words():
        made = _create(_folder(folder), passphrase)
        manifest = services.read_manifest(made)
    click.echo(f"{made}: {_told(manifest)}")
    for name in manifest.lost_files:
        click.echo(f"File {name} is missing or changed in the data folder.", err=True)
    if not passphrase:
        click.echo(
            f"The secret is not in it: keep `{shell.command('backup sheet')}` or the file secret_key apart from it.",
            err=True,
        )


@group.command("verify")
@_ARCHIVE
@_PASSPHRASE
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def verify(archive: Path, passphrase_file: IO[str] | None, as_json: bool) -> None:
    """Read all of an archive and compare it with its checksums; exit 1 when something is damaged."""
    with _in_words():
        checked = services.verify(archive, _passphrase(passphrase_file))
    if as_json:
        click.echo(json.dumps(_facts(archive, checked.manifest) | {"problems": checked.problems}))
    else:
        for problem in checked.problems:
            click.echo(problem)
        if not checked.problems:
            click.echo(f"Whole: {_told(checked.manifest)}")
    raise SystemExit(1 if checked.problems else 0)


@group.command("list")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_archives(folder: Path | None, as_json: bool) -> None:
    """The archives of a folder, newest first."""
    with _in_words():
        found = [(path, services.read_manifest(path)) for path in rules.archives(_folder(folder))]
    if as_json:
        click.echo(json.dumps([_facts(path, manifest) for path, manifest in found]))
        return
    for path, manifest in found:
        click.echo(f"{path.name}  {path.stat().st_size / 1e6:10.1f} MB  {_told(manifest)}")


@group.command("restore")
@_ARCHIVE
@_PASSPHRASE
@click.option("--set-aside", is_flag=True, help="There is data already: keep it beside the restored data.")
@click.option("--rows-only", is_flag=True, help="The files are here already: the same data folder, another database.")
@click.option("--without-secret", is_flag=True, help="The secret is lost: bring back what can be read without it.")
def restore(
    archive: Path, passphrase_file: IO[str] | None, set_aside: bool, rows_only: bool, without_secret: bool
) -> None:
    """Bring an archive back into this data folder and database, then upgrade it to this version."""
    with _in_words():
        manifest = services.read_manifest(archive)
        _refuse_newer(manifest)
        secret = _secret(archive, manifest, _passphrase(passphrase_file), lost=without_secret)
        with reading():
            _restore(archive, manifest, secret, set_aside=set_aside, rows_only=rows_only)
    if secret is None:
        click.echo("Without the secret the travel details and applications of this archive stay closed.", err=True)
        click.echo(f"Go on with `{shell.command('audit reseal --reason WHY')}`.", err=True)
        if closed := users.closed_seconds():
            click.echo(
                f"Two-step sign-in cannot be checked any more for: {', '.join(closed)}. "
                "They sign in with a recovery code; whoever has none does after "
                f"`{shell.command('users reset-second-factor ADDRESS')}`.",
                err=True,
            )


@group.command("sheet")
def sheet() -> None:
    """Print the recovery sheet: the secret on paper, to be kept apart from the archives."""
    settings: Settings = current_app.extensions["settings"]
    for line in rules.sheet(settings.secret_key, settings.chamber):
        click.echo(line)


@group.command("prove")
@_FOLDER
def prove(folder: Path | None) -> None:
    """Restore the newest archive into a folder of its own, which goes again; exit 1 when it cannot be done."""
    with _in_words():
        proof = _prove(_folder(folder), lambda: False)
    if proof is None:
        raise click.ClickException("There is no archive yet.")
    if proof.problem:
        raise click.ClickException(f"{proof.archive} does not come back: {proof.problem}")
    click.echo(f"{proof.archive}: all of it came back within {proof.seconds} s, and the audit log holds.")


@job(rules.PROVE_JOB)
def prove_at_night(_job: Job, context: Context) -> Outcome:
    """Once a month the newest archive is restored beside the live installation; administrators are told by mail."""
    settings: Settings = current_app.extensions["settings"]
    if settings.backup is None:
        return {"archive": None}
    last = queries.last_proof(settings.backup.folder)
    if last is not None and not last.is_due:
        return {"archive": None}
    proof = _prove(settings.backup.folder, lambda: context.stopping)
    if proof is None:
        if context.stopping:
            raise Stopping
        return {"archive": None}

    def told() -> Result:
        for admin in users.administrators():
            enqueue(rules.TELL_JOB, {"user_id": admin.id}, by=None)
        return {"archive": proof.archive, "problem": proof.problem}

    return told


@job(rules.TELL_JOB)
def tell_by_mail(job: Job, _context: Context) -> Outcome:
    """Tell one administrator what came of the last restore test, in the language of the account."""
    settings: Settings = current_app.extensions["settings"]
    admin = users.one(job.arguments["user_id"])
    proof = queries.last_proof(settings.backup.folder) if settings.backup else None
    if settings.smtp is None or proof is None or not admin.active:
        return {}
    to, language = admin.email, admin.language
    db.session.rollback()  # the mail server may take its time
    with force_locale(LOCALES[language]):
        subject, text = _mail(proof)
    mailer.send(settings.smtp, to=to, subject=subject, text=text + "\n")
    return {}


def _mail(proof: RestoreTest) -> tuple[str, str]:
    """Subject and text."""
    if proof.problem:
        return _("The backup could not be restored"), _(
            "The backup %(archive)s was restored beside the live data to try it, and that failed:\n\n%(problem)s\n\n"
            "Please see to it soon: until then a loss of the data cannot be made good.",
            archive=proof.archive,
            problem=proof.problem,
        )
    return _("The backup was restored to try it"), _(
        "The backup %(archive)s was restored beside the live data to try it. All of it came back, and the audit log "
        "holds. This is done every 30 days; you need not do anything.",
        archive=proof.archive,
    )


def _prove(folder: Path, stopping: Callable[[], bool]) -> RestoreTest | None:
    """What came of restoring the newest archive; None where there is none, or when it was asked to stop."""
    settings: Settings = current_app.extensions["settings"]
    product = migrations_folder().parent
    for archive in rules.archives(folder)[:1]:
        return services.prove(
            archive, beside=settings.instance, product=product, secret=settings.secret_key, stopping=stopping
        )
    return None


@job(rules.JOB)
def create_at_night(_job: Job, _context: Context) -> Outcome:
    """An archive every night, where a folder is set; what is past its time goes."""
    settings: Settings = current_app.extensions["settings"]
    if settings.backup is None:
        return {"archive": None}
    made = _create(settings.backup.folder, settings.backup.passphrase)
    gone = services.tidy(settings.backup.folder, days=settings.backup.days)
    return {"archive": made.name, "deleted": len(gone)}


def _create(folder: Path, passphrase: str) -> Path:
    settings: Settings = current_app.extensions["settings"]
    with reading():  # it reads through a connection of its own
        return services.create(
            db.engine, instance=settings.instance, folder=folder, version=product_version(),
            secret=settings.secret_key, passphrase=passphrase,
        )  # fmt: skip


def _restore(archive: Path, manifest: Manifest, secret: str | None, *, set_aside: bool, rows_only: bool) -> None:
    """The schema of the archive's time, its rows, its files; then the steps to this version and the search index."""
    instance = instance_folder()
    if not set_aside:
        services.refuse_used(db.engine)
    files = None if rows_only else instance / "files"
    with services.aside(db.engine, files) if set_aside else nullcontext("") as kept:
        steps = migrating.tool(current_app)
        steps.upgrade(revision=manifest.revision)
        if files is not None:
            services.bring_files(archive, manifest, files)
        services.fill(db.engine, archive, manifest)
        services.ledger.add(instance, services.ledger.read(archive.parent))
        keys.configure(secret or current_app.extensions["settings"].secret_key)  # the log goes on with it
        steps.upgrade()
        for renewal in current_app.extensions["renewals"]:
            for line in renewal():
                click.echo(line)
        _keep_secret(secret, instance, set_aside=set_aside)
    click.echo(f"Restored: {_told(manifest)}")
    if kept:
        click.echo(f"What was there before is kept: {kept}, and the folder files beside it.")


def _secret(archive: Path, manifest: Manifest, passphrase: str, *, lost: bool) -> str | None:
    settings: Settings = current_app.extensions["settings"]
    found = services.secret_of(archive, manifest, present=settings.secret_key, passphrase=passphrase)
    if found is None and not lost:
        raise Unusable(
            "The archive was made with another secret. "
            + ("Give the passphrase: the secret is sealed in it. " if manifest.carries_secret else "")
            + "Or put the secret_key of the old installation into the data folder (or CRM_SECRET_KEY) and try again. "
            "When it is lost, say --without-secret."
        )
    if found not in (None, settings.secret_key) and "CRM_SECRET_KEY" in os.environ:
        raise Unusable("CRM_SECRET_KEY is another secret than the archive's: unset it, or set it to the old one.")
    return found


def _keep_secret(secret: str | None, instance: Path, *, set_aside: bool) -> None:
    """Keep the archive's secret as this installation's; that of before is kept beside what was set aside."""
    settings: Settings = current_app.extensions["settings"]
    if secret is None or secret == settings.secret_key:
        return
    if (instance / "secret_key").exists() and set_aside:
        before = keep_secret(instance, settings.secret_key, f"secret_key.before-{clock.now():%Y%m%d-%H%M%S}")
        click.echo(f"The secret of before is kept: {before}")
    keep_secret(instance, secret)


def _refuse_newer(manifest: Manifest) -> None:
    if manifest.revision not in schema.known(migrations_folder()):
        raise Unusable(
            f"The archive was made by version {manifest.version}, which is newer than this product. Upgrade it first."
        )


@contextmanager
def _in_words() -> Iterator[None]:
    """What cannot be done is one sentence instead of a trace."""
    try:
        yield
    except Unusable as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OSError as fault:
        raise click.ClickException(f"{fault.strerror}: {fault.filename}") from fault


def _folder(given: Path | None) -> Path:
    settings: Settings = current_app.extensions["settings"]
    if given is not None:
        return given
    if settings.backup is None:
        raise Unusable("Say where: --folder, or set CRM_BACKUP_FOLDER.")
    return settings.backup.folder


def _passphrase(file: IO[str] | None) -> str:
    settings: Settings = current_app.extensions["settings"]
    if file is not None:
        given = file.readline().strip()
        if len(given) < SHORTEST_PASSPHRASE:
            raise Unusable(f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters.")
        return given
    return settings.backup.passphrase if settings.backup else os.environ.get("CRM_BACKUP_PASSPHRASE", "")


def _told(manifest: Manifest) -> str:
    secret = "the secret in it" if manifest.carries_secret else "without the secret"
    return (
        f"version {manifest.version}, {manifest.made_at:%Y-%m-%d %H:%M} UTC, {manifest.rows} rows, "
        f"{len(manifest.files)} files, {secret}"
    )


def _facts(path: Path, manifest: Manifest) -> dict[str, object]:
    return {
        "archive": path.name, "bytes": path.stat().st_size, "made_at": manifest.made_at.isoformat(),
        "version": manifest.version, "revision": manifest.revision, "database": manifest.database,
        "rows": manifest.rows, "files": len(manifest.files), "lost_files": manifest.lost_files,
        "carries_secret": manifest.carries_secret, "audit_head": manifest.audit_head,
    }  # fmt: skip
