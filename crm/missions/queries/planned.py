"""The programme of an activity as a request for its approval tells and keeps it."""

from typing import Any

from crm.missions.models import ItineraryItem
from crm.missions.queries.itinerary import items
from crm.missions.rules import TENTATIVE


def planned_programme(activity_id: int) -> list[dict[str, Any]]:
    """Its items in order of time, as JSON: texts with their languages, and ids of records in place of their names.

    Time off without a time is no line of it; an outing is one, since its day would look empty.
    """
    found = [
        item for item in items(activity_id) if item.status != "cancelled" and not (item.kind == "free" and item.untimed)
    ]
    return [_kept(item) for item in found]


def _kept(item: ItineraryItem) -> dict[str, Any]:
    place = item.told_place if item.kind != "flight" else None
    clocks = {"start": item.wall_start[11:], "end": item.wall_end[11:]}
    return {
        "day": item.wall_start[:10],
        "clocks": _clocks(item),
        **{name: "" if item.open_clock in (name, "both") else clock for name, clock in clocks.items()},
        "titles": {**item.titles, item.title_language: item.title},
        "title": item.title,
        "place_id": place.id if place is not None else None,
        "organisation_id": item.organisation_id,
        "venue": item.venue,
        "venues": {language: texts["venue"] for language, texts in item.texts.items() if "venue" in texts},
        "zones": [item.timezone, item.end_timezone] if item.end_timezone else [],
        "nights": item.nights,
        "leaves_on": item.wall_end[:10],
        "rooms": item.rooms,
        "kind": item.kind,
        "outing": item.is_outing,
        "tentative": item.status in TENTATIVE,
    }


def _clocks(item: ItineraryItem) -> str:
    """From when to when; of where one stays, from when: when it is left stands beside for how long."""
    if item.kind == "hotel" and item.untimed:
        return ""  # its day says all there is
    return f"{item.first_clock}–" if item.nights and item.begins else item.clocks
