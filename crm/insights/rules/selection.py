"""What the figures are narrowed to: one object for the page, its drill-downs, the shell and the print."""

from dataclasses import dataclass
from datetime import date

#: Values of `Selection.partner`.
PARTNER_YES, PARTNER_NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions of every figure; empty ones do not count (domain.md §3.1).

    `since` and `until` are days of the office, both included. `tier` and `partner` mean the snapshots at the first
    talk; `types` are codes of activity types, of which one must hold.
    """

    since: date | None = None
    until: date | None = None
    initiative_id: int | None = None
    types: tuple[str, ...] = ()
    direction: str = ""
    tier: str = ""
    partner: str = ""
    owner_id: int | None = None
    category: str = ""
    maker_id: int | None = None  #: our side of the negotiations
    activity_id: int | None = None  #: of leads, costs and cells: one activity alone
    place_id: int | None = None  #: of costs and what lies behind them: the activities there and in what lies in it

    def covers(self, day: date | None) -> bool:
        """Whether a day lies in the period; no day lies in none, not even in one without ends."""
        if day is None:
            return False
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def fits(self, *, tier: str, partner: bool | None) -> bool:
        """Whether the two flags are the wanted ones; an unknown flag (None, "") fits only when none is asked for."""
        if self.tier and tier != self.tier:
            return False
        return not self.partner or partner is (self.partner == PARTNER_YES)
