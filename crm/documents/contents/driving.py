"""The addresses of a programme that a driver is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core import here
from crm.documents.contents.names import place_called
from crm.missions import queries as missions
from crm.missions import rules as mission_rules
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, ProgrammeEntry
from crm.missions.rules.airports import COUNTRIES
from crm.wordings.queries import Wordings


def _door(entry: ProgrammeEntry) -> tuple[str, int | None, str]:
    """Which house an item takes place in: its address with a host, a venue, an airport, else what the item is called.

    A room is none of its own: an item is in its host's house, unless its venue is another one.
    """
    item = entry.item
    if item.organisation_id is not None and not entry.at_venue:
        return entry.address, item.organisation_id, ""
    told = entry.address and item.kind != "hotel"
    return entry.address, None, item.venue or item.origin or ("" if told else item.title)


def name_there(item: ItineraryItem, words: Wordings) -> tuple[str, str]:
    """(venue or airport, its language) in the words of the place, for a driver; a gap where nobody told it."""
    text, code = item.worded("venue", words.language) if item.venue else (item.origin, "")
    if code == words.language or not text:
        return text, words.language
    if item.at_named_place or not item.venue:
        return place_called(text, words)
    return words.told(text, code or here.han_language())


@dataclass(frozen=True)
class DriverStop:
    """A house to show a driver, a host or a venue at its address, with the items of the programme that are there."""

    entries: Sequence[ProgrammeEntry]

    @property
    def host(self) -> Organisation | None:
        """Whose house it is; None of a hall or a hotel, whoever receives us there."""
        first = self.entries[0]
        return None if first.at_venue else first.item.organisation

    @property
    def has_one_title(self) -> bool:
        """Whether all of its items are called the same, such as the nights in a hotel."""
        return len({entry.item.title for entry in self.entries}) == 1

    @property
    def is_unknown(self) -> bool:
        """Whether nobody told the address: a line to write it on."""
        return not self.entries[0].address

    @property
    def language(self) -> str:
        """What the driver reads. To a flight one is driven where it leaves, and its place is where it lands."""
        first = self.entries[0]
        leaves = COUNTRIES.get(first.item.timezone) if first.item.kind == "flight" else None
        return missions.local_language(leaves or first.country)


def stops(facts: Facts) -> list[DriverStop]:
    """Each house once, with all that takes place there, also two at one address: of two on one card no driver knows
    which is meant. Of what has neither an address nor a place by name there is nothing to show a driver.
    """
    found: dict[object, list[ProgrammeEntry]] = {}
    for entry in facts.standing:
        if entry.address or _is_driven_to(entry, facts.activity):
            found.setdefault(_door(entry), []).append(entry)
    return [DriverStop(entries) for entries in found.values()]


def _is_driven_to(entry: ProgrammeEntry, activity: Activity) -> bool:
    """Whether somebody finds their way to an item: to the airport from which one leaves, too."""
    item = entry.item
    if item.kind == "flight":
        return bool(item.venue or item.origin) and item.timezone == activity.place.timezone
    named = item.organisation_id is not None or bool(item.venue)
    return named and item.kind in mission_rules.AT_AN_ADDRESS and activity.direction != "online"
