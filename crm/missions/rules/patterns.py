"""A pattern for every kind of activity, which comes with the product: so that a first plan needs no earlier one.

Times are on the clock of the place. What one plans costs for stands without amounts; what is to be done before the
departure stands in the countdown of the kind (`checklists.rules`).
"""

from dataclasses import dataclass
from typing import Final

from crm.core.texts import N_


@dataclass(frozen=True)
class PatternItem:
    """An item of a pattern: on which day, counted from 0, from when to when."""

    kind: str  #: rules.ITEM_KINDS
    day: int
    start: str  #: 09:00
    end: str
    title: str
    nights: int = 0


@dataclass(frozen=True)
class Pattern:
    """The days, items and kinds of cost that are typical for a kind of activity."""

    type: str  #: activities.rules.ACTIVITY_TYPES
    direction: str
    days: int
    items: tuple[PatternItem, ...]
    costs: tuple[str, ...]  #: activities.rules.COST_CATEGORIES


_CALL, _COMPANY, _SHOPS = N_("Courtesy call"), N_("Visit to a company"), N_("Visit to shops and markets")
_TALKS, _RECEPTION, _HOTEL = N_("Business matching"), N_("Reception"), N_("Hotel")
_THERE, _BACK = N_("Outward journey"), N_("Return journey")
_BUILD, _CLEAR, _OPENING = N_("Setting up the booth"), N_("Taking the booth down"), N_("Opening ceremony")
_JOURNEY = ("airfare", "hotel", "local_transport", "interpreter", "insurance", "gifts", "hospitality", "printing")


def _journey(days: int, *there: PatternItem) -> tuple[PatternItem, ...]:
    """Away in the morning of the first day, back in the afternoon of the last one, a bed for each night between."""
    nights = [PatternItem("hotel", day, "20:00", "08:00", _HOTEL, 1) for day in range(days - 1)]
    ends = PatternItem("flight", 0, "09:00", "15:00", _THERE), PatternItem("flight", days - 1, "13:00", "19:00", _BACK)
    return tuple(sorted((*ends, *there, *nights), key=lambda item: (item.day, item.start)))


def _fair(direction: str, type: str, *extra: str) -> Pattern:
    days = [PatternItem("fair", day, "09:30", "17:00", N_("Fair")) for day in (1, 2, 3)]
    items = _journey(
        5,
        PatternItem("fair", 0, "16:00", "19:00", _BUILD),
        PatternItem("ceremony", 1, "09:00", "09:30", _OPENING),
        *days,
        PatternItem("reception", 2, "18:00", "20:00", _RECEPTION),
        PatternItem("fair", 3, "17:00", "19:00", _CLEAR),
    )
    costs = ("venue", "decoration", "freight", "customs", "airfare", "hotel", "interpreter", "advertising", *extra)
    return Pattern(type, direction, 5, items, costs)


PATTERNS: Final[dict[str, Pattern]] = {
    pattern.type: pattern
    for pattern in (
        Pattern(
            "inspection_mission",
            "outbound",
            5,
            _journey(
                5,
                PatternItem("courtesy_call", 1, "09:00", "10:00", _CALL),
                PatternItem("visit", 1, "10:30", "12:00", _COMPANY),
                PatternItem("visit", 1, "14:00", "16:00", _SHOPS),
                PatternItem("visit", 2, "09:30", "11:30", _COMPANY),
                PatternItem("visit", 2, "14:00", "16:00", _COMPANY),
                PatternItem("visit", 3, "09:30", "11:30", _SHOPS),
                PatternItem("reception", 3, "18:00", "20:00", _RECEPTION),
            ),
            (*_JOURNEY, "visa", "contingency"),
        ),
        Pattern(
            "trade_mission",
            "outbound",
            5,
            _journey(
                5,
                PatternItem("courtesy_call", 1, "09:00", "10:00", _CALL),
                PatternItem("matching", 1, "13:00", "17:00", _TALKS),
                PatternItem("reception", 1, "18:00", "20:00", _RECEPTION),
                PatternItem("visit", 2, "09:30", "11:30", _COMPANY),
                PatternItem("visit", 2, "14:00", "16:00", _COMPANY),
                PatternItem("visit", 3, "09:30", "11:30", _SHOPS),
            ),
            (*_JOURNEY, "venue", "freight", "translation", "visa", "contingency"),
        ),
        Pattern(
            "inbound_delegation",
            "inbound",
            4,
            (
                PatternItem("transfer", 0, "15:00", "17:00", N_("Meeting the guests")),
                PatternItem("reception", 0, "18:00", "20:00", _RECEPTION),
                PatternItem("courtesy_call", 1, "09:30", "10:30", _CALL),
                PatternItem("visit", 1, "11:00", "12:30", _COMPANY),
                PatternItem("matching", 1, "14:00", "17:00", _TALKS),
                PatternItem("visit", 2, "09:30", "11:30", _COMPANY),
                PatternItem("visit", 2, "14:00", "16:00", _SHOPS),
                PatternItem("transfer", 3, "09:00", "11:00", N_("Seeing the guests off")),
            ),
            ("hospitality", "local_transport", "interpreter", "translation", "gifts", "printing", "venue"),
        ),
        _fair("outbound", "trade_fair", "printing"),
        _fair("outbound", "product_fair", "hospitality"),
        Pattern(
            "matching_event",
            "outbound",
            1,
            (
                PatternItem("seminar", 0, "10:00", "11:30", N_("Seminar / briefing")),
                PatternItem("matching", 0, "13:00", "17:00", _TALKS),
                PatternItem("reception", 0, "18:00", "20:00", _RECEPTION),
            ),
            ("venue", "interpreter", "translation", "printing", "hospitality", "advertising"),
        ),
        Pattern(
            "seminar",
            "outbound",
            1,
            (
                PatternItem("seminar", 0, "13:30", "16:00", N_("Seminar / briefing")),
                PatternItem("reception", 0, "16:30", "18:00", _RECEPTION),
            ),
            ("venue", "interpreter", "translation", "printing", "advertising"),
        ),
        Pattern(
            "showroom_opening",
            "outbound",
            3,
            _journey(
                3,
                PatternItem("ceremony", 1, "10:00", "11:00", _OPENING),
                PatternItem("matching", 1, "13:00", "17:00", _TALKS),
                PatternItem("reception", 1, "18:00", "20:00", _RECEPTION),
            ),
            ("venue", "decoration", "freight", "customs", "airfare", "hotel", "interpreter", "advertising"),
        ),
        Pattern(
            "showroom_operation",
            "outbound",
            90,
            tuple(
                PatternItem("meeting", day, "14:00", "15:30", N_("Counting stock and sales with the partner"))
                for day in (0, 30, 60, 89)
            ),
            ("venue", "freight", "customs", "advertising", "consulting", "translation"),
        ),
        Pattern(
            "online_meeting",
            "online",
            1,
            (
                PatternItem("meeting", 0, "13:00", "13:30", N_("Testing the connection")),
                PatternItem("matching", 0, "14:00", "16:00", _TALKS),
            ),
            ("interpreter", "translation", "freight"),
        ),
        Pattern(
            "signing_ceremony",
            "outbound",
            3,
            _journey(
                3,
                PatternItem("leaders_talks", 1, "10:00", "11:00", N_("Leaders' talks")),
                PatternItem("signing", 1, "11:00", "12:00", N_("Signing ceremony")),
                PatternItem("reception", 1, "12:30", "14:00", _RECEPTION),
            ),
            (*_JOURNEY, "translation"),
        ),
    )
}


def clocks(pattern: Pattern, item: PatternItem, zone: str, home: str) -> tuple[str, str]:
    """On whose clocks an item begins and ends: those of the place, but our journeys leave from home and end there."""
    if pattern.direction != "outbound" or item.title not in (_THERE, _BACK):
        return zone, zone
    return (home, zone) if item.title == _THERE else (zone, home)
