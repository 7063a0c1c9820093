"""`flask tasks remind`: one digest a morning for everyone with something due. The worker does it every hour."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, gettext, ngettext

from crm.config import Settings
from crm.core import clock
from crm.core.database import db, writing
from crm.core.languages import LOCALES
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.tasks import contents, queries, rules, services
from crm.tasks.queries import Digest
from crm.web import mailer
from crm.web.days import day

group = AppGroup("tasks", help="Tasks.")


@group.command("remind")
def remind() -> None:
    """Remind people, from seven in the morning on their own clock, of what is due or overdue: once a day.

    Without CRM_SMTP_* nothing is sent; what is due stands on everyone's home page all the same.
    """
    click.echo(", ".join(f"{number} {state}" for state, number in _remind_all().items()))


@job(rules.REMIND_JOB)
def remind_every_hour(_job: Job, _context: Context) -> Outcome:
    """The same from the queue. Each digest is claimed before it is sent, so that a second run sends none twice."""
    return _remind_all()


def _remind_all() -> dict[str, int]:
    """How many digests were sent, failed (the next hour tries again) and kept."""
    settings: Settings = current_app.extensions["settings"]
    counted = dict.fromkeys((rules.SENT, rules.FAILED, rules.KEPT), 0)
    for digest in queries.digests(clock.now()):
        state = _remind(digest, settings)
        if state:
            counted[state] += 1
    return counted


def _remind(digest: Digest, settings: Settings) -> str:
    """What became of one digest; "" when another process has it."""
    with writing():
        reminder = services.claim(digest.user.id, digest.day, tasks=len(digest.tasks))
        if reminder is None:
            return ""
        db.session.commit()
    state = _send(digest, settings)
    with writing():
        services.settle(db.session.merge(reminder), state)
        db.session.commit()
    return state


def _send(digest: Digest, settings: Settings) -> str:
    if settings.smtp is None:
        return rules.KEPT
    subject, text = letter(digest, settings.public_url)
    try:
        mailer.send(settings.smtp, to=digest.user.email, subject=subject, text=text)
    except mailer.NotSent as fault:
        current_app.logger.warning("a reminder was not sent: %s", fault)
        return rules.FAILED
    return rules.SENT


def letter(digest: Digest, address: str) -> tuple[str, str]:
    """Subject and text of a digest in the person's language; `address` is that of the product, "" without links."""
    with force_locale(LOCALES[digest.user.language]):
        subject = ngettext("%(num)d task is due", "%(num)d tasks are due", len(digest.tasks))
        if digest.overdue:
            subject += " · " + gettext("overdue: %(count)s", count=digest.overdue)
        texts = contents.told(digest.tasks, digest.user.language)
        links = {task.id: f"\n    {address}/tasks/{task.id}" if address else "" for task in digest.tasks}
        lines = [f"{day(task.due_on)}  {texts[task.id]}{links[task.id]}" for task in digest.tasks]
        greeting = gettext("%(name)s, these tasks are due today or overdue:", name=digest.user.display_name)
        end = [gettext("All your tasks: %(address)s", address=f"{address}/tasks/")] if address else []
        return subject, "\n\n".join([greeting, *lines, *end]) + "\n"
