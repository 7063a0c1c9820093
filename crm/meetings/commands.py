"""Mail that comes in: `flask meetings receive`, to which a mail server pipes it; the mailbox that the worker reads."""

import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, islice

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from crm.config import Imap, Settings
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, Stopping, job
from crm.meetings import services
from crm.meetings.models import MailArrival
from crm.meetings.queries import arrivals as queries
from crm.meetings.rules.arrivals import COLLECT_JOB, GONE, MOST_AT_ONCE, TOO_MANY, UNREADABLE, TooMany
from crm.meetings.rules.invitations import read_invitation
from crm.meetings.rules.letters import LARGEST, MailText, Unreadable, read_letter
from crm.meetings.services import arrivals as arriving
from crm.web import mailbox

#: As sysexits.h has them: the mail server gives such a message back, or tries again later.
BAD_MESSAGE, TRY_LATER = 65, 75

group = AppGroup("meetings", help="Meetings.")


@group.command("receive")
def receive() -> None:
    """Read one mail from standard input: an invitation becomes a draft, anything else is kept where it belongs.

    Exit codes: 0 taken (also when it came before), 65 not a mail that is taken, 75 try again later.
    """
    try:
        letter = read_letter(sys.stdin.buffer.read(LARGEST + 1))
    except Unreadable as fault:
        click.echo(f"Not taken: {fault}.", err=True)
        sys.exit(BAD_MESSAGE)
    try:
        with writing():
            row = arriving.count(letter)
            told = _take(letter)
            arriving.finish(row, told)
            db.session.commit()
    except TooMany:
        click.echo(f"Try again later ({TOO_MANY}).", err=True)
        sys.exit(TRY_LATER)
    except Exception as fault:
        # Whatever it is (a locked database, a full disk, a fault of ours): the mail must not be lost.
        current_app.logger.exception("a mail was not taken")
        click.echo(f"Try again later ({type(fault).__name__}).", err=True)
        sys.exit(TRY_LATER)
    click.echo(told)


@group.command("arrivals")
@click.option("--again", is_flag=True, help="Have what could not be read be tried again.")
def arrivals(again: bool) -> None:
    """What is in the mailbox (CRM_IMAP_HOST) and was not taken: its number there, and why."""
    if again:
        settings: Settings = current_app.extensions["settings"]
        if settings.imap is None:
            raise click.ClickException("No mailbox is set (CRM_IMAP_HOST).")
        with writing():
            number = arriving.ask_again(settings.imap.name)
            db.session.commit()
        click.echo(f"{number} are tried again within five minutes.")
        return
    for row in queries.not_taken():
        click.echo(f"{row.at:%Y-%m-%d %H:%M} UTC  {row.mailbox} {row.uid}  {row.state}  {row.told}")


@job(COLLECT_JOB)
def collect_often(_job: Job, context: Context) -> Outcome:
    """Take what is new in the mailbox, each mail in transactions of its own: whoever dies leaves it to the next."""
    settings: Settings = current_app.extensions["settings"]
    if settings.imap is None:  # set no more since the job was put into the queue
        return {"taken": 0}
    try:
        with mailbox.opened(settings.imap) as box:
            return {"taken": _collect(settings.imap, box, context)}
    except mailbox.Unreachable as fault:
        raise Refused(fault.text) from fault


def _collect(imap: Imap, box: mailbox.Mailbox, context: Context) -> int:
    """How many mails were taken."""
    there = (imap.name, box.validity)
    with writing():
        arriving.leave_others(*there)
        newest = queries.newest_uid(*there)
        db.session.commit()
    taken = 0
    # What is new comes first: what one sender heaps up keeps nobody else waiting.
    for uid in islice(chain(box.after(newest), queries.waiting_uids(*there, newest)), MOST_AT_ONCE):
        if context.stopping:
            raise Stopping
        with writing():
            begun = arriving.begin(*there, uid)
            db.session.commit()
        if begun:
            taken += _take_one((*there, uid), box)
    return taken


def _take_one(mail: tuple[str, int, int], box: mailbox.Mailbox) -> bool:
    """Fetch one mail, keep it, and write down what became of it in the same transaction. Whether it was kept."""
    try:
        fetched = _fetched(mail[2], box)
        with writing():
            row = arriving.held(*mail)
            kept = row is not None and _settled(row, fetched)
            db.session.commit()
            return kept
    except (mailbox.Unreachable, OperationalError, OSError):  # away, locked or full: the job is tried again
        with suppress(SQLAlchemyError), writing():
            arriving.excuse(*mail)
            db.session.commit()
        raise
    except Exception:  # whatever is in this mail, those behind it are taken
        current_app.logger.exception("a mail of the mailbox was not taken")
        return False


def _fetched(uid: int, box: mailbox.Mailbox) -> MailText | Unreadable | None:
    """A mail, or why it cannot be read, or None when it is not in the mailbox any more."""
    size = box.size(uid)
    if size is None or size > LARGEST:
        return None if size is None else Unreadable(f"larger than {LARGEST} bytes")
    raw = box.raw(uid)
    try:
        return None if raw is None else read_letter(raw)
    except Unreadable as fault:
        return fault


def _settled(row: MailArrival, fetched: MailText | Unreadable | None) -> bool:
    """Keep what was fetched and write down that it was; or why not."""
    if not isinstance(fetched, MailText):
        arriving.settle(row, GONE if fetched is None else UNREADABLE, str(fetched or ""))
        return False
    try:
        arriving.count(fetched, row)
    except TooMany:
        arriving.postpone(row, fetched)
        return False
    arriving.finish(row, _take(fetched))
    return True


def _take(letter: MailText) -> str:
    """Keep a mail as what it is. What became of it."""
    invitation = read_invitation(letter.calendar, home=here.zone()) if letter.calendar is not None else None
    if invitation is not None:
        try:
            meeting = services.take_invitation(invitation)
        except Refused as refusal:  # a year or a text that no meeting takes: people should look at it
            current_app.logger.warning("an invitation was kept as a mail: %s", refusal.text.msgid)
            meeting = None
        if meeting is not None:
            return f"meeting {meeting.id} {meeting.status}"
    keep: Callable[[MailText], str] = current_app.extensions["keep_mail"]
    return keep(letter)
