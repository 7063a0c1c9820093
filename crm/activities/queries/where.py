"""Which places of a programme an activity goes to."""

from collections.abc import Iterable

from crm.places import queries as places
from crm.places.models import Place


def visited(direction: str, main: Place, found: Iterable[Place | None]) -> list[Place]:
    """Where an activity was or goes, as every paper on it says: the main place, then the others, each once."""
    there = {place.id: place for place in (main, *found) if place is not None}
    return [place for place in there.values() if goes_to(direction, main, place)]


def goes_to(direction: str, main: Place, place: Place) -> bool:
    """Whether it goes there. Where whoever travels is at home it does not: a delegation meets at its own town hall
    before it leaves, and no paper may say that it visits that."""
    if place.country == main.country:
        return True
    return direction == "outbound" and place.country != places.office_country()
