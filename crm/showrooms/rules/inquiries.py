"""What visitors ask on the public page of a product: states, limits, the one key of what was sent (domain.md §1.8)."""

from typing import Final

from crm.audit.rules import Verb
from crm.core import keys
from crm.core.texts import N_

WAITING, TAKEN, SPAM = "waiting", "taken", "spam"
STATES: Final[dict[str, str]] = {
    WAITING: N_("Waiting"),
    TAKEN: N_("Taken as a lead"),
    SPAM: N_("Discarded as spam"),
}
QUESTION_LIMIT: Final = 1000
#: So many may wait at a showroom: more is no visitors' doing.
MOST_WAITING: Final = 200
#: The job that forgets every night what was discarded.
FORGET_JOB: Final = "showrooms.forget"

SENT = Verb("inquiry.sent", N_("Inquiry sent on the public page"))
TAKEN_OVER = Verb("inquiry.taken", N_("Inquiry taken as a lead"))
DISCARDED = Verb("inquiry.discarded", N_("Inquiry discarded as spam"))
KEPT = Verb("inquiry.kept", N_("Inquiry waits again"))
FORGOTTEN = Verb("inquiry.forgotten", N_("Discarded inquiry deleted"))


def key_of(form_id: str, *typed: object) -> str:
    """What one form with one content is known by; another content of the same form is another inquiry."""
    return keys.digest("\x1f".join(("inquiry", form_id, *map(str, typed))))
