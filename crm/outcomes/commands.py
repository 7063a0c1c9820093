"""`flask outcomes …`: what the worker does every night, and the mails it hands over."""

from dataclasses import dataclass
from datetime import date, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from crm.config import Settings, Smtp
from crm.core import clock, here
from crm.core.database import db, writing
from crm.jobs.models import Job
from crm.jobs.registry import Context, job
from crm.jobs.registry import Outcome as Done
from crm.outcomes import contents, queries, rules, services
from crm.web import mailer

group = AppGroup("outcomes", help="Outcomes of activities in the year after.")


@group.command("prepare")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Today, unless given.")
def prepare(day: datetime | None) -> None:
    """Make what is due by today: the questions, and a task for each company. Run it once a day."""
    with writing():
        made = _prepare(day.date() if day is not None else here.today())
        db.session.commit()
    click.echo(f"{made} outcomes are due.")


def _prepare(today: date) -> int:
    if _settings().smtp is not None:
        services.order_reminders(today=today)
    return services.prepare(today=today, phrase=contents.reminder, user=None, by=None)


@job(rules.PREPARE_JOB)
def prepare_at_night(_job: Job, _context: Context) -> Done:
    """The same every night, in the transaction that marks the job done."""
    return lambda: {"due": _prepare(here.today())}


@dataclass(frozen=True)
class OutgoingMail:
    """A claimed mail as it goes to the mail server, and the token of the link in it."""

    to: str
    subject: str
    text: str
    token: str


@job(rules.SEND_JOB)
def send_waiting(_job: Job, _context: Context) -> Done:
    """Hand over the mails that wait. Each is claimed before it is sent, so that a second run sends none twice."""
    counted = {"sent": 0, "failed": 0}
    smtp = _settings().smtp
    if smtp is None or not _settings().public_url:
        return counted  # a link that opens on this machine alone is no question to a company
    for id in queries.to_send():
        mail = _claimed(id)
        if mail is not None:
            sent = _hand_over(mail, smtp)
            with writing():
                services.settle(id, token=mail.token if sent else None)
                db.session.commit()
            counted["sent" if sent else "failed"] += 1
    return counted


def _claimed(id: int) -> OutgoingMail | None:
    """One mail to hand over; None when another worker has it."""
    with writing():
        outcome = services.claim(id)
        if outcome is None:
            return None
        token = services.new_token()
        link = f"{_settings().public_url}/outcomes/answer/{token}?lang={outcome.language}"
        subject, text, _address = contents.letter(outcome, link, clock.now() + rules.LINK_LIVES)
        mail = OutgoingMail(outcome.mail_to, subject, text, token)
        db.session.commit()
    return mail


def _hand_over(mail: OutgoingMail, smtp: Smtp) -> bool:
    try:
        mailer.send(smtp, to=mail.to, subject=mail.subject, text=mail.text)
    except mailer.NotSent as fault:
        current_app.logger.warning("a mail about an outcome was not sent: %s", fault)
        return False
    return True


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
