"""Which appointments of a programme are still to be confirmed."""

from collections.abc import Iterable
from datetime import date

from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.missions.queries.itinerary import asks_appointment


def to_agree(found: Iterable[ItineraryItem], day: date | None = None) -> list[ItineraryItem]:
    """The appointments, of a day or of all, that nobody has confirmed yet; their visits must be loaded."""
    return [
        item for item in found if item.status in rules.TENTATIVE and asks_appointment(item) and day in (None, item.day)
    ]
