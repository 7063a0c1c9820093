"""Mail that came in: what is known of a mailbox, and how much a sender sent."""

from collections.abc import Iterator

from sqlalchemy import func, select

from crm.core import clock
from crm.core.database import db
from crm.jobs import queries as jobs
from crm.meetings.models import MailArrival
from crm.meetings.rules.arrivals import COLLECT_JOB, DAY, MOST_OF_SENDER, TAKEN, UNREADABLE, WAITING, MailIn


def newest_uid(mailbox: str, validity: int) -> int:
    """The highest number that was begun in a mailbox; 0 before the first."""
    begun = select(func.max(MailArrival.uid)).where(MailArrival.mailbox == mailbox, MailArrival.validity == validity)
    return db.session.scalar(begun) or 0


def waiting_uids(mailbox: str, validity: int, newest: int) -> Iterator[int]:
    """The numbers up to `newest` of mails that were begun and not taken, but for those of a sender who sent too much.

    Each is looked at when it is asked for: what was taken before it counts.
    """
    statement = select(MailArrival.uid, MailArrival.sender_key).where(
        MailArrival.mailbox == mailbox, MailArrival.validity == validity, MailArrival.uid <= newest,
        MailArrival.state == WAITING,
    )  # fmt: skip
    full: set[str] = set()
    for uid, sender_key in db.session.execute(statement.order_by(MailArrival.uid)).all():
        if sender_key and sender_key not in full and sends_too_much(sender_key):
            full.add(sender_key)
        if uid is not None and sender_key not in full:
            yield uid


def arrival(mailbox: str, validity: int, uid: int) -> MailArrival | None:
    """What is known of one mail, which nobody else takes until the transaction ends."""
    return db.session.scalar(
        select(MailArrival)
        .where(MailArrival.mailbox == mailbox, MailArrival.validity == validity, MailArrival.uid == uid)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def sends_too_much(sender_key: str) -> bool:
    """Whether as many mails of a sender were taken within a day as are taken."""
    now = clock.now()
    taken = select(func.count()).where(
        MailArrival.sender_key == sender_key, MailArrival.at.between(now - DAY, now + clock.AHEAD),
        MailArrival.state == TAKEN,
    )  # fmt: skip
    return (db.session.scalar(taken) or 0) >= MOST_OF_SENDER


def not_taken() -> list[MailArrival]:
    """What waits or could not be read, the newest first. For the shell."""
    statement = select(MailArrival).where(MailArrival.state.in_((WAITING, UNREADABLE)))
    return list(db.session.scalars(statement.order_by(MailArrival.id.desc()).limit(500)))


def mail_in(mailbox: str) -> MailIn:
    """How mail in from the mailbox stands. What was left in another one, which was set before, does not count."""
    counted = select(MailArrival.state, func.count()).where(
        MailArrival.mailbox == mailbox, MailArrival.state.in_((WAITING, UNREADABLE))
    )
    numbers = dict(db.session.execute(counted.group_by(MailArrival.state)).all())
    last = jobs.last_ended(COLLECT_JOB)
    return MailIn(
        seen_at=last.finished_at if last is not None else None,
        problem=last.why if last is not None else None,
        waiting=numbers.get(WAITING, 0),
        unreadable=numbers.get(UNREADABLE, 0),
    )
