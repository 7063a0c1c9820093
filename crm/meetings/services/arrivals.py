"""Mail that comes in is written down with what became of it, in the transaction that keeps it. Nothing here commits."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from crm.core import clock, keys
from crm.core.database import db
from crm.meetings.models import MailArrival
from crm.meetings.queries import arrivals as queries
from crm.meetings.rules.arrivals import (
    GONE,
    KNOWN,
    MOST_TRIES,
    RENUMBERED,
    TAKEN,
    TOO_MANY,
    UNREADABLE,
    WAITING,
    TooMany,
)
from crm.meetings.rules.letters import MailText


def begin(mailbox: str, validity: int, uid: int) -> bool:
    """Write down that a mail of the mailbox is begun, before it is looked at. Whether it is to be taken now.

    Who dies over it leaves the number of tries behind: after so many it is left to people.
    """
    row = queries.arrival(mailbox, validity, uid)
    if row is None:
        try:
            with db.session.begin_nested():
                db.session.add(MailArrival(mailbox=mailbox, validity=validity, uid=uid, tries=1))
        except IntegrityError:  # another worker began it at this moment
            return False
        return True
    if row.state != WAITING:
        return False
    if row.tries >= MOST_TRIES:
        row.state, row.told = UNREADABLE, row.told or f"tried {MOST_TRIES} times in vain"
        return False
    row.tries += 1
    return True


def excuse(mailbox: str, validity: int, uid: int) -> None:
    """Take the strike of a try back that did not fail by the mail: the mail server or the database was away."""
    row = held(mailbox, validity, uid)
    if row is not None:
        row.tries -= 1


def held(mailbox: str, validity: int, uid: int) -> MailArrival | None:
    """The row of a mail that still waits, which nobody else takes meanwhile; None when somebody has."""
    row = queries.arrival(mailbox, validity, uid)
    return row if row is not None and row.state == WAITING else None


def settle(row: MailArrival, state: str, told: str) -> None:
    """What became of a mail."""
    row.state, row.told = state, told[:200]


def postpone(row: MailArrival, letter: MailText) -> None:
    """A mail whose sender sent too much waits, without a strike; it is not fetched again while that lasts."""
    row.tries, row.told, row.sender_key = 0, TOO_MANY, keys.digest(letter.sender)


def finish(row: MailArrival, told: str) -> None:
    """What became of a mail that was counted. One that was kept before takes the place of no other of its sender."""
    row.told = told[:200]
    if told == KNOWN:
        row.sender_key = ""


def leave_others(mailbox: str, validity: int) -> None:
    """Nothing waits under numbers of before: the mail server numbers the mailbox anew, and all of it is looked at."""
    dead = update(MailArrival).where(
        MailArrival.mailbox == mailbox, MailArrival.validity != validity, MailArrival.state.in_((WAITING, UNREADABLE))
    )
    db.session.execute(dead.values(state=GONE, told=RENUMBERED).execution_options(synchronize_session=False))


def count(letter: MailText, row: MailArrival | None = None) -> MailArrival:
    """Write down a mail that is taken. Raises TooMany: then it is not."""
    sender_key = keys.digest(letter.sender)
    if queries.sends_too_much(sender_key):
        raise TooMany
    if row is None:
        row = MailArrival()
        db.session.add(row)
    row.state, row.at, row.sender_key, row.message_key = TAKEN, clock.now(), sender_key, letter.key
    return row


def ask_again(mailbox: str) -> int:
    """Have all of a mailbox that could not be read be tried again. How many they are."""
    unread = update(MailArrival).where(MailArrival.mailbox == mailbox, MailArrival.state == UNREADABLE)
    again = unread.values(state=WAITING, tries=0, told="")
    done = db.session.execute(again.execution_options(synchronize_session=False).returning(MailArrival.id))
    return len(done.all())
