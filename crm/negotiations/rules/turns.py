"""Whose move it is in a case: which side owes an answer, and since when (domain.md §1.6)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.core.texts import N_
from crm.meetings.rules import OURS, THEIRS

NOTHING: Final = "nothing"
TURNS: Final[dict[str, str]] = {OURS: N_("Our move"), THEIRS: N_("Their move"), NOTHING: N_("Nothing open")}


@dataclass(frozen=True)
class Turn:
    """Since when the oldest open point of each side waits for its answer; None: that side owes nothing."""

    ours: date | None = None
    theirs: date | None = None

    @property
    def waits(self) -> list[tuple[str, date]]:
        """[(side, since when)] of the sides that owe an answer, the one that owes it for longer first."""
        sides = [(OURS, self.ours), (THEIRS, self.theirs)]
        return sorted(((side, since) for side, since in sides if since is not None), key=lambda wait: wait[1])

    @property
    def since(self) -> date | None:
        """Since when the oldest point of all waits."""
        return self.waits[0][1] if self.waits else None


#: Of a case in which nothing is open.
NONE_OPEN: Final = Turn()
