"""`flask users …`: accounts from the shell, and the address at which the first one is made."""

import json
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from crm.config import Settings
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.permissions import STAFF, Role
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.users import queries, rules, services
from crm.users.models import User
from crm.web import mailer, pages, undoing
from crm.web.filters import datetime_in

group = AppGroup("users", help="Accounts.")


@group.command("create")
@click.option("--email", prompt="E-mail address")
@click.option("--name", "display_name", prompt="Name")
@click.option("--role", type=click.Choice([role.value for role in STAFF]), default=Role.ADMIN.value, show_default=True)
@click.option("--language", type=click.Choice(["ja", "zh-Hans", "ko", "en"]), default="ja", show_default=True)
@click.password_option()
def create(email: str, display_name: str, role: str, language: str, password: str) -> None:
    """Create an account."""
    with writing():
        try:
            user = services.create(
                email=email,
                display_name=display_name,
                role=Role(role),
                language=language,
                password=password,
                by=None,
            )
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo(f"{user.email} ({user.role})")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_users(as_json: bool) -> None:
    """List the accounts."""
    rows = [
        {"id": u.id, "email": u.email, "name": u.display_name, "role": str(u.role), "active": u.active}
        for u in db.session.scalars(queries.users())
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['id']:>4}  {row['email']:<32} {row['role']:<15} {row['name']}")


@group.command("welcome")
@click.option("--at", "address", help="Say as well that the product is ready at this address.")
def welcome(address: str | None) -> None:
    """Print who may sign in to the sample, or, while nobody has an account, the address that makes the first one.

    Then that is the only address: who opened another one would meet a page to sign in on.
    """
    with writing():
        token = services.make_first_key()
        db.session.commit()
    if token is not None:
        settings: Settings = current_app.extensions["settings"]
        if address:
            click.echo("\nMusubi is ready.   (Ctrl-C ends it)")
        click.echo(f"Make the first administrator within 30 minutes:\n  {settings.base_url}/users/first#{token}")
    elif address:
        click.echo(f"\nMusubi is ready at {address}   (Ctrl-C ends it)")
    for user in queries.samples():
        click.echo(f"{user.email:<24} {rules.SAMPLE_PASSWORD:<20} {user.role:<15} {user.display_name}")


@group.command("link")
@click.argument("email")
def make_link(email: str) -> None:
    """Print a link to set a new password, for whoever forgot theirs. It works once, within half an hour."""
    user = queries.by_email(email)
    if user is None:
        raise click.ClickException("There is no account with this address.")
    with writing():
        try:
            services.note_link(user, by=None)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
        click.echo(_link(user))


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Turn off two-step sign-in of whoever lost telephone and recovery codes, and sign the account out everywhere."""
    user = queries.by_email(email)
    if user is None:
        raise click.ClickException("There is no account with this address.")
    with writing():
        try:
            services.reset_second(user, by=None)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    click.echo(f"{user.email} signs in with the password alone.")


@job(rules.LINK_JOB)
def mail_link(job: Job, _context: Context) -> Outcome:
    """The same by mail. The token is made only now, so that the queue does not hold it."""

    def told(user: User) -> tuple[str, str]:
        text = gettext(
            "%(name)s, use this link to set a new password. It works once, within 30 minutes:\n\n%(link)s\n\nIf you "
            "did not ask for it, ignore this e-mail: your password stays as it is.",
            name=user.display_name,
            link=_link(user),
        )
        return gettext("A new password for Musubi"), text

    return _mailed(job, told)


@job(rules.DEVICE_JOB)
def mail_device(job: Job, _context: Context) -> Outcome:
    """That somebody signed in with a browser which the account does not know."""

    def told(user: User) -> tuple[str, str]:
        text = gettext(
            "%(name)s, somebody signed in to your account with a device that it does not know:\n\n%(device)s\n"
            "%(when)s\n\nIf that was you, there is nothing to do. If not, set a new password at once: it ends all "
            "sessions.\n\n%(link)s",
            name=user.display_name,
            device=job.arguments["device"] or "–",
            when=datetime_in(job.created_at, user.timezone),
            link=f"{current_app.extensions['settings'].base_url}/users/password",
        )
        return gettext("New device signed in to Musubi"), text

    return _mailed(job, told)


def _mailed(job: Job, told: Callable[[User], tuple[str, str]]) -> Outcome:
    """Mail the owner of an open account (subject, text) in their language; nothing without a mail server."""
    settings: Settings = current_app.extensions["settings"]
    user = db.session.get(User, job.arguments["user_id"])
    if user is None or not user.active or settings.smtp is None:
        return {}
    with force_locale(LOCALES[user.language]):
        subject, text = told(user)
    address = user.email
    db.session.rollback()  # the mail server may take its time
    mailer.send(settings.smtp, to=address, subject=subject, text=text + "\n")
    return {}


def _link(user: User) -> str:
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url}/users/new-password?token={services.link_token(user)}"


@group.command("clean-up")
def clean_up() -> None:
    """Delete sessions, sign-in delays, receipts and undos that have run out. The worker does it every night."""
    with writing():
        counts = _tidy()
        db.session.commit()
    click.echo(json.dumps(counts))


@job(rules.TIDY_JOB)
def tidy_at_night(_job: Job, _context: Context) -> Outcome:
    """The same from the queue."""
    return _tidy


def _tidy() -> dict[str, int]:
    return services.clean_up() | {"receipts": pages.forget_receipts(), "undos": undoing.forget_changes()}
