"""What a report tells of a programme, of a talk, and of what came after its approval."""

import re
from typing import Final

from crm.core.texts import N_

#: What a report tells that may change after its approval.
SINCE_APPROVAL: Final[dict[str, str]] = {
    "attendance": N_("Participants"),
    "costs": N_("Costs"),
    "talks": N_("Meetings"),
    "agreements": N_("Agreements"),
}
#: What became of an item of the programme after the departure.
CHANGES: Final[dict[str, str]] = {
    "added": N_("Added during the mission"),
    "moved": N_("Changed during the mission"),
    "cancelled": N_("Cancelled"),
    "dropped": N_("Left out"),
}

#: What became of an item of the programme, as a report tells it. Nothing is said of one that nobody settled.
CARRIED: Final[dict[str, str]] = {
    "as_planned": N_("As planned"),
    "moved": CHANGES["moved"],
    "added": CHANGES["added"],
    "held": N_("Held"),
    "cancelled": N_("Did not take place"),
    "not_yet": N_("Not held yet"),
    "open": N_("Not confirmed"),
}
#: What a short report tells of a talk beside its text, for those who may know it: columns of a meeting.
SUBSTANCE: Final = ("counterpart_requests", "conditions_agreed", "pending")
#: What no report counts as held or left out: a night and free time.
NO_EVENT: Final = frozenset({"hotel", "free"})
#: Of these it is known that they took place.
HELD: Final = frozenset({"as_planned", "moved", "added", "held"})

_TALK: Final = re.compile(r"\n(?=\([0-9]+\) )")


def carried_told(kind: str, state: str) -> str | None:
    """What the table of the programme says of an item; None of what is neither held nor left out."""
    if kind not in NO_EVENT or state == "cancelled":
        return CARRIED[state]
    return N_("Stayed there") if kind == "hotel" and state in HELD else None


def by_talk(text: str) -> list[str]:
    """What was written of the talks, a text for each: its head, (2) 12月11日…, begins a line."""
    return _TALK.split(text)
