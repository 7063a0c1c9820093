"""The ways of counting of the hypothesis: the usual one, and those that change one thing each (domain.md §3.9)."""

from dataclasses import dataclass
from typing import Final

from crm.agreements.rules.attribution import FIRST, LAST
from crm.core.texts import N_

#: The shorter window from first talk to signing, in days.
SHORT_WINDOW_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Switches:
    """How costs and agreements are counted.

    `staff` counts hours of staff, `net` only what the own body bears: subsidies, fees and partners are taken off, in
    the plan as well. `how` puts agreements down to activities (ATTRIBUTIONS). The others are of the hypothesis alone:
    `narrow` counts only Beijing and Shanghai as major, every other city with a tier as regional; `frameworks` counts
    framework agreements as well; `running` activities that are not over; `short` what was signed within 365 days.
    """

    staff: bool = False
    net: bool = False
    how: str = FIRST
    narrow: bool = False
    frameworks: bool = False
    running: bool = False
    short: bool = False


#: None of them.
USUAL: Final = Switches()
#: The switches that are on or off, as an address and the shell name them.
FLAGS: Final = ("staff", "net", "narrow", "frameworks", "running", "short")
#: {way: (its switches, its label)}: the fixed list, of which a verdict tells under how many it holds.
WAYS: Final[dict[str, tuple[Switches, str]]] = {
    "usual": (USUAL, N_("As usual")),
    "staff": (Switches(staff=True), N_("With staff hours")),
    "net": (Switches(net=True), N_("Only what our own organisation bears")),
    "narrow": (Switches(narrow=True), N_("Only Beijing and Shanghai as major cities")),
    "frameworks": (Switches(frameworks=True), N_("With framework agreements")),
    "running": (Switches(running=True), N_("With activities that are still running")),
    "short": (Switches(short=True), N_("Signed within 365 days of the first talk")),
    "last": (Switches(how=LAST), N_("Attributed to the last talk before signing")),
}
