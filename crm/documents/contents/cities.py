"""What a pack tells of the towns that a mission goes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts import queries as contacts
from crm.core import here
from crm.core.permissions import Actor
from crm.documents.rules import PrintWish
from crm.missions.queries import Facts
from crm.places import queries as places
from crm.places.models import Place
from crm.rivals import queries as rivals
from crm.rivals.models import DemandSignal
from crm.rivals.queries import Competition, Rival
from crm.rivals.rules import window_start

#: How many signs of demand a fact sheet has room for.
MOST_SIGNALS: Final = 10


@dataclass(frozen=True)
class City:
    """A place: names and tier of the day of departure, and the places above it.

    The rest is empty in packs for others than our own people.
    """

    place: Place
    tier: str | None
    above: Sequence[Place]
    competition: Competition | None  #: on the day of the print, at most of departure
    rivals: Sequence[Rival]  #: of the 24 months before it, the newest first
    demand: Sequence[DemandSignal]  #: the latest first


def city_of(place: Place, facts: Facts, wish: PrintWish, user: Actor) -> City:
    """A place as the pack that is wanted tells it."""
    on = facts.activity.start_on
    tier, above = places.tier_on(place.id, on), places.ancestors(place)
    if not wish.tells_rivals:
        return City(place, tier, above, None, (), ())
    # Whoever comes after the day of the print was not active yet.
    counted = min(on, here.today())
    return City(
        place, tier, above,
        rivals.competition(place.id, counted, user=user),
        rivals.rivals_at(place.id, user=user, language=wish.language, after=window_start(counted), until=on),
        rivals.signals_at(place.id, user=user, until=counted, limit=MOST_SIGNALS),
    )  # fmt: skip


def towns(main: City, facts: Facts, wish: PrintWish, user: Actor) -> list[City]:
    """The towns that have a sheet: the main place, but for our own staff where it is their own town, then every other
    one of the programme of which rivals or demand are on record."""
    if not wish.has("city"):
        return []
    own = wish.readers.knows_rivals and main.place.id == contacts.our_place_id()
    found = [] if own and facts.activity.direction == "inbound" else [main]
    if wish.tells_rivals:
        others = (city_of(place, facts, wish, user) for place in facts.further)
        found += [city for city in others if city.rivals or city.demand]
    return found
