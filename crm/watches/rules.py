"""How long silence may last, and when it has lasted too long."""

from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

FEWEST_DAYS: Final = 1
MOST_DAYS: Final = 3650
DEFAULT_DAYS: Final = 90
#: Watches of one user: more than anybody follows, few enough to be shown on one page.
MOST_WATCHES: Final = 300

WATCHED = Verb("watch.set", N_("Contact watched"))
STOPPED = Verb("watch.stopped", N_("Contact no longer watched"))


def silent_days(last_contact: date | None, watched_since: date, today: date) -> int:
    """Days without contact: since the last one, or since the watch began when there never was one."""
    return max(0, (today - (last_contact or watched_since)).days)


def is_overdue(silent: int, days: int) -> bool:
    """Whether the silence is longer than the watch allows: on the last allowed day it is not."""
    return silent > days
