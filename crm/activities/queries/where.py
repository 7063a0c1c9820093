"""Which places of a programme an activity goes to."""

from crm.places import queries as places
from crm.places.models import Place


def goes_to(direction: str, main: Place, place: Place) -> bool:
    """Whether it goes there. Where whoever travels is at home it does not: a delegation meets at its own town hall
    before it leaves, and no paper may say that it visits that."""
    if place.country == main.country:
        return True
    return direction == "outbound" and place.country != places.office_country()
