"""How mail comes in: what a mail can become, how often one is tried, how many a sender may send."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crm.core.texts import Text

#: waiting → taken, unreadable (it stays in the mailbox until somebody asks for it again) or gone (from the mailbox).
WAITING: Final = "waiting"
TAKEN: Final = "taken"
UNREADABLE: Final = "unreadable"
GONE: Final = "gone"

#: Times that a mail is begun before it counts as one that cannot be read: something in it ends whoever reads it.
MOST_TRIES: Final = 5
#: Mails of one sender that are taken within `DAY`; more wait, in the mailbox or with the mail server that pipes.
MOST_OF_SENDER: Final = 200
DAY: Final = timedelta(days=1)
#: Mails that one look into the mailbox takes at most: the next look goes on.
MOST_AT_ONCE: Final = 200

#: The job that looks into the mailbox.
COLLECT_JOB: Final = "mail.collect"

#: What became of a mail that was kept before.
KNOWN: Final = "known already"
#: Of a number that no longer names a mail, since the mail server numbers its mailbox anew.
RENUMBERED: Final = "the mailbox was numbered anew"
TOO_MANY: Final = f"the sender has sent {MOST_OF_SENDER} within a day: taken later"


class TooMany(Exception):
    """The sender has sent so much that this mail waits."""


@dataclass(frozen=True)
class MailIn:
    """How mail in from the mailbox stands."""

    seen_at: datetime | None  #: when it was looked at last, with or without success
    problem: Text | None  #: why the last look failed
    waiting: int
    unreadable: int  #: mails that could not be read and are still in the mailbox
