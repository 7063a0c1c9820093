"""`flask meetings receive`: what a mail server pipes a message to."""

import sys
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import AppGroup

from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.meetings import services
from crm.meetings.rules.invitations import read_invitation
from crm.meetings.rules.letters import LARGEST, MailText, Unreadable, read_letter

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
            told = _take(letter)
            db.session.commit()
    except Exception as fault:
        # Whatever it is (a locked database, a full disk, a fault of ours): the mail must not be lost.
        current_app.logger.exception("a mail was not taken")
        click.echo(f"Try again later ({type(fault).__name__}).", err=True)
        sys.exit(TRY_LATER)
    click.echo(told)


def _take(letter: MailText) -> str:
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
