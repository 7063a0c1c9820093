"""A pasted programme against a mission: its lines on their clocks, and what of it stands in the programme already."""

import re
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from crm.activities.models import Activity
from crm.core.database import db
from crm.core.folding import search_key
from crm.missions.models import ItineraryItem
from crm.missions.rules.pasted import Read, on_their_clocks, programme
from crm.places import queries as places
from crm.places.models import Place, PlaceName


def read(activity: Activity, text: str) -> list[Read]:
    """The lines of a pasted text as items of a mission, each with its zone. Needs the mission's place and sender."""
    zones = _zones(activity)
    lines = programme(text, activity.start_on, activity.end_on, zones)
    return on_their_clocks(lines, activity.place.timezone, travels=activity.direction == "outbound")


def _zones(activity: Activity) -> dict[str, str]:
    """{name: zone} of the mission's place and of where its sender is, in every language that they are named in."""
    sender = activity.sender_organisation
    ids = {activity.place_id} | ({sender.place_id} if sender is not None and sender.place_id else set())
    rows = db.session.execute(
        select(PlaceName.text, Place.timezone).join(Place, Place.id == PlaceName.place_id).where(Place.id.in_(ids))
    )
    named = {row[0]: row[1] for row in rows}
    named |= {name.rstrip(places.ENDINGS): zone for name, zone in named.items()}
    return {name: zone for name, zone in named.items() if len(name) >= places.SHORTEST}


def place_for(activity: Activity, zone: str) -> int | None:
    """The place of the mission on whose clock an item stands: its main place, else the sender's; None for elsewhere.

    A flight is asked for its `landing`.
    """
    if zone == activity.place.timezone:
        return activity.place_id
    sender = activity.sender_organisation
    if sender is None or sender.place_id is None:
        return None
    return sender.place_id if places.zone_of(sender.place_id) == zone else None


def places_of(activity: Activity, lines: Sequence[Read]) -> list[tuple[int | None, bool]]:
    """The place of each line on its clock: the one that its title names, else that of the mission; none of a flight.

    [(id, whether the title names it)]. A guess: the longest name counts. One that also names where the mission goes,
    or what that lies in, tells nothing.
    """
    named = _named_places({line.start_zone for line in lines})
    usual = {zone: place_for(activity, zone) for zone in named}
    found: list[tuple[int | None, bool]] = []
    for line in lines:
        if line.kind == "flight":
            found.append((None, False))
            continue
        title = search_key(line.title)
        keys = [key for key in named[line.start_zone] if key in title]
        there = named[line.start_zone][max(keys, key=len)] if keys else {}
        holds = any(activity.place.tree_key.startswith(tree) for tree in there.values())
        said = len(there) == 1 and not holds
        found.append((next(iter(there)), True) if said else (usual[line.start_zone], False))
    return found


def _named_places(zones: Collection[str]) -> dict[str, dict[str, dict[int, str]]]:
    """{zone: {folded name, with and without 市, 県 …: {place: its key in the tree}}} of all places but countries."""
    found: dict[str, dict[str, dict[int, str]]] = {zone: {} for zone in zones}
    rows = db.session.execute(
        select(Place.id, Place.timezone, Place.tree_key, PlaceName.text)
        .join(PlaceName, Place.id == PlaceName.place_id)
        .where(Place.timezone.in_(zones), Place.level != "country", Place.archived_at.is_(None))
    )
    for id, zone, tree, name in rows:
        for key in {search_key(name), search_key(name.rstrip(places.ENDINGS))}:
            if len(key) >= places.SHORTEST:
                found[zone].setdefault(key, {})[id] = tree
    return found


def landing(destination: str, zone: str) -> int | None:
    """The one place, on the clock of the landing, that the destination of a flight names; None where none is told.

    Who lands in Beijing is not at home yet, wherever their clock is Beijing's, too.
    """
    key = search_key(_AIRPORT.sub("", destination.strip()))
    if len(key) < places.SHORTEST:
        return None
    found = places.named_so([key]).get(key, frozenset())
    there = [id for id in found if places.zone_of(id) == zone]
    return there[0] if len(there) == 1 else None


_AIRPORT = re.compile(r"\s*(国際|国际|國際|首都|국제|international)?\s*(空港|机场|機場|공항|airport)$", re.IGNORECASE)


def standing(activity_id: int) -> list[ItineraryItem]:
    """The items that a programme has already, without those that were cancelled."""
    statement = select(ItineraryItem).where(
        ItineraryItem.activity_id == activity_id,
        ItineraryItem.archived_at.is_(None),
        ItineraryItem.status != "cancelled",
    )
    return list(db.session.scalars(statement))


def is_among(item: ItineraryItem, others: Iterable[ItineraryItem]) -> bool:
    """Whether an item stands in a programme: of one kind at one time, of one title or flight number on one day."""
    return any(
        other.day == item.day
        and (
            other.title == item.title
            or (other.kind == item.kind and other.clocks == item.clocks)
            or (_number(item) != "" and _number(other) == _number(item))
        )
        for other in others
    )


def _number(item: ItineraryItem) -> str:
    """NH 961 and nh961 are one flight."""
    return "".join(filter(str.isalnum, item.flight_number or "")).upper()
