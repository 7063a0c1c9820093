"""The town that an item names, though nobody chose it as its place."""

from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.places import queries as places
from crm.places.models import Place


def town_of(item: ItineraryItem, main: Place) -> str:
    """The town that title or venue name in full, of an item without a place: it is then not at the main one (`main`).

    "" where nothing names one, and where the text also names the main place, or what that lies in.
    """
    if item.kind not in rules.AT_AN_ADDRESS or item.told_place is not None:
        return ""
    return town_in(item.venue, main) or town_in(item.title, main)


def town_in(text: str, main: Place) -> str:
    """The same of a text."""
    towns = places.towns_in(text, main.country)
    here = set(main.tree_key.split("/"))
    return "" if any(fact.spec.code in here for fact in towns.values()) else next(iter(towns), "")


def is_within(one: Place, other: Place) -> bool:
    """Whether one of two places lies in the other, or they are the same."""
    return one.tree_key.startswith(other.tree_key) or other.tree_key.startswith(one.tree_key)
