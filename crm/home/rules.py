"""Where a panel of the home page stands, and how an arrangement is kept: as the query of a saved view of no list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from crm.core.permissions import Role
from crm.core.texts import N_

#: The saved view that holds an arrangement names this instead of a list.
ARRANGED: Final = "home"

TOP, MAIN, SIDE, AWAY = "top", "main", "side", "away"
ZONES: Final = {
    TOP: N_("Across the page"),
    MAIN: N_("Wide column"),
    SIDE: N_("Narrow column"),
    AWAY: N_("Not shown"),
}

#: What each role finds where, in this order, until somebody arranges it otherwise.
USUAL: Final[Mapping[Role, Mapping[str, Sequence[str]]]] = {
    Role.COORDINATOR: {
        MAIN: (
            "attendance",
            "decisions",
            "due",
            "applications",
            "unanswered",
            "booths",
            "inquiries",
            "points",
            "stalled",
        ),
        SIDE: ("coming", "answers", "reports", "outcomes", "owed", "expiring", "certificates", "recent"),
    },
    Role.MISSION_LEADER: {
        MAIN: ("attendance", "now", "decisions", "due", "applications", "unanswered", "booths", "promises"),
        SIDE: ("coming", "answers", "reports", "outcomes", "gaps"),
    },
    Role.MANAGEMENT: {
        TOP: ("decisions", "figures"),
        MAIN: ("barred", "moves", "stalled"),
        SIDE: ("owed", "expiring", "certificates", "costs"),
    },
}


def usual(role: Role) -> dict[str, str]:
    """{code of a panel: its zone} of a role, in their order. The administrator has the office's day, its jobs, and what
    the management's word is asked for."""
    if role == Role.ADMIN:
        return usual(Role.COORDINATOR) | {"barred": MAIN, "jobs": SIDE}
    return {code: zone for zone, codes in USUAL[role].items() for code in codes}


def arranged(query: str, role: Role, known: Iterable[str]) -> dict[str, str]:
    """{code of each known panel: its zone}, as kept in `query`; what it does not name stands behind, as usual."""
    kept = {code: zone for code, zone in parse_qsl(query) if zone in ZONES}
    found = kept | {code: zone for code, zone in usual(role).items() if code not in kept}
    offered = list(known)
    ordered = [code for code in found if code in offered] + [code for code in offered if code not in found]
    return {code: found.get(code, AWAY) for code in ordered}


def kept(zones: Iterable[tuple[str, str]]) -> str:
    """An arrangement as `arranged` reads it."""
    return urlencode(list(zones))
