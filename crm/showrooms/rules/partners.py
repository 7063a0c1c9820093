"""The partner's link: how long it lives, what it is known by, what can be said by it, and what is done with that."""

from datetime import datetime
from typing import Final, Protocol

from crm.audit.rules import Verb
from crm.core import codes, keys
from crm.core.texts import N_

#: How long a link lives unless its maker says otherwise, and at most.
USUAL_DAYS: Final = 14
MOST_DAYS: Final = 60
#: Whoever presses often fills no table.
MOST_LINKS: Final = 50
LABEL_LIMIT, NAME_LIMIT, LINE_LIMIT, NOTE_LIMIT = 80, 80, 300, 2000

CONFIRMED, DISPUTED = "confirmed", "disputed"
VERDICTS: Final[dict[str, str]] = {CONFIRMED: N_("Confirmed by the partner"), DISPUTED: N_("Disputed")}
VERDICT_CHIPS: Final[dict[str, str]] = {CONFIRMED: "good", DISPUTED: "bad"}
WAITING, TAKEN, REFUSED = "waiting", "taken", "refused"
COUNT_STATES: Final[dict[str, str]] = {
    WAITING: N_("Waiting for the office"),
    TAKEN: N_("Taken over"),
    REFUSED: N_("Not taken over"),
}
COUNT_CHIPS: Final[dict[str, str]] = {WAITING: "warn", TAKEN: "good", REFUSED: "draft"}
#: Where a link stands, and the kind of chip that says so.
LINK_STATES: Final[dict[str, tuple[str, str]]] = {
    "open": (N_("Usable"), "good"),
    "used": (N_("Used"), "draft"),
    "revoked": (N_("Revoked"), "draft"),
    "expired": (N_("Expired"), "draft"),
}

LINK_MADE = Verb("partner.link_made", N_("Link for the local partner created"))
LINK_REVOKED = Verb("partner.link_revoked", N_("Link for the local partner revoked"))
ANSWERED = Verb("partner.answered", N_("Statement answered by the local partner"))
REPLIED = Verb("partner.replied", N_("Dispute of the local partner answered"))
SUPERSEDED = Verb("partner.superseded", N_("Answer of the local partner belongs to an earlier statement"))
COUNT_SENT = Verb("partner.count_sent", N_("Shelf counted by the local partner"))
COUNT_TAKEN = Verb("partner.count_taken", N_("Count of the local partner taken over"))
COUNT_REFUSED = Verb("partner.count_refused", N_("Count of the local partner not taken over"))


class Opened(Protocol):
    """A link, as far as it tells whether it opens anything."""

    @property
    def until(self) -> datetime: ...
    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def counted_at(self) -> datetime | None: ...


def digest(code: str) -> str | None:
    """What is stored instead of a code, however it was typed; None for what cannot be one."""
    return codes.digest(code, "partner links")


def page_key(code_hash: str) -> str:
    """What the browser of whoever came in by a code holds from then on: 256 bits that the code alone leads to."""
    return keys.digest(keys.derive("partner pages").hex() + code_hash)


def state(link: Opened, now: datetime) -> str:
    """Where a link stands: LINK_STATES. It is used once both the statement is answered and the shelf is counted."""
    if link.answered_at is not None and link.counted_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.until <= now else "open"
