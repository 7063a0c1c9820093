"""Invitations from somebody unknown: drafts of meetings, kept in a storey above until somebody completes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.core import clock
from crm.core.permissions import Actor
from crm.core.texts import Text


@dataclass(frozen=True)
class Draft:
    """What an invitation says. Its organisation is known to nobody, so it is no meeting yet."""

    mail_id: int
    starts_at: datetime
    ends_at: datetime | None
    timezone: str  #: of the clock that the invitation names
    subject: str
    venue: str
    sender: str  #: address
    sender_name: str
    repeats: Sequence[Text] = ()  #: of a series, in words: every week · 3 times in all

    @property
    def day(self) -> date:
        return clock.local(self.starts_at, self.timezone).date()

    def clocks(self, zone: str) -> str:
        """From when to when it is on the clock of a zone: 10:30–12:00."""
        moments = [self.starts_at, *filter(None, [self.ends_at])]
        return "–".join(f"{clock.local(moment, zone):%H:%M}" for moment in moments)


Drafts = Callable[[Actor], Sequence[Draft]]
_told: dict[str, Drafts] = {}


def drafts_kept_by(drafts: Drafts) -> None:
    """Say who keeps them. The app factory calls this."""
    _told["drafts"] = drafts


def waiting_drafts(user: Actor) -> Sequence[Draft]:
    """The drafts that a user may complete, the next day first."""
    return _told["drafts"](user)
