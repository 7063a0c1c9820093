"""Applications to join a mission: the path of their states, and one-time codes that fit on paper."""

from datetime import timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core import codes
from crm.core.texts import N_

CODES_MADE = Verb("application.codes_made", N_("Application codes created"))
CODE_REVOKED = Verb("application.code_revoked", N_("Application code revoked"))
RECEIVED = Verb("application.received", N_("Application received"))
MATCHED = Verb("application.matched", N_("Applicant matched or added to the contacts"))
DECIDED = Verb("application.decided", N_("Application decided"))
FORGOTTEN = Verb("application.forgotten", N_("Travel details of applications deleted"))

STATES: Final[dict[str, str]] = {
    "received": N_("New"),
    "waiting": N_("Waiting list"),
    "accepted": N_("Accepted"),
    "declined": N_("Not accepted"),
}
TONES: Final = {"received": "acc", "waiting": "warn", "accepted": "good", "declined": ""}
#: What may be decided about an application, by the state it is in.
DECISIONS: Final[dict[str, tuple[str, ...]]] = {
    "received": ("accepted", "waiting", "declined"),
    "waiting": ("accepted", "declined"),
    "accepted": ("waiting", "declined"),
    "declined": ("accepted", "waiting"),
}
#: What the applicant's part in the delegation becomes with the decision.
PART_STATES: Final = {"accepted": "accepted", "waiting": "applied", "declined": "cancelled"}
#: In this state of a mission its public form is open.
OPEN: Final = "recruiting"

MOST_CODES: Final = 50
SHORTEST, USUAL, LONGEST = timedelta(days=1), timedelta(days=30), timedelta(days=180)


def digest(code: str) -> str | None:
    """What is stored instead of a code, however it was typed; None for what cannot be one."""
    return codes.digest(code, "application codes")
