"""Many appointments are confirmed at once, each by the rules of a single one."""

from collections.abc import Iterable

from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.missions.models import ItineraryItem
from crm.missions.services.programme import move_item


def confirm_all(items: Iterable[ItineraryItem], *, by: Actor | None) -> tuple[int, list[tuple[ItineraryItem, Text]]]:
    """(how many were confirmed, those that stay as they are and why): of two that clash, the first one is."""
    number, stay = 0, list[tuple[ItineraryItem, Text]]()
    for item in items:
        try:
            move_item(item, status="confirmed", by=by)
            number += 1
        except Refused as refusal:
            stay.append((item, refusal.text))
    return number, stay
