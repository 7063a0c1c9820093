"""A pasted programme against a mission: its lines on their clocks, and what of it stands in the programme already."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.folding import search_key
from crm.missions.models import ItineraryItem
from crm.missions.rules import airports, hosts
from crm.missions.rules.pasted import Read, on_their_clocks, programme
from crm.places import queries as places
from crm.places.models import Place, PlaceName


def read(activity: Activity, text: str) -> list[Read]:
    """The lines of a pasted text as items of a mission, each with its zone. Needs the mission's place and sender."""
    zones = _zones(activity)
    lines = programme(text, activity.start_on, activity.end_on, zones)
    return on_their_clocks(lines, activity.place.timezone, travels=activity.direction == "outbound", towns=zones)


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
    """The place on whose clock an item stands: the main one of the mission, the sender's, else the country of the zone.

    A clock and a place that disagree look like a mistake. None where a zone has no one country. A flight is asked for
    its `landing`.
    """
    if zone == activity.place.timezone:
        return activity.place_id
    sender = activity.sender_organisation
    if sender is not None and sender.place_id is not None and places.zone_of(sender.place_id) == zone:
        return sender.place_id
    return _country_of(zone)


def _country_of(zone: str) -> int | None:
    country = airports.COUNTRIES.get(zone)
    alone = select(Place.id).where(Place.level == "country", Place.country == country, Place.archived_at.is_(None))
    return db.session.scalar(alone.where(Place.timezone == zone).limit(1)) if country else None


def places_of(activity: Activity, lines: Sequence[Read]) -> list[tuple[int | None, bool]]:
    """The place of each line on its clock: that which venue or title name, else that of the mission; none of a flight.

    [(id, whether the text names it)]. A guess: the longest name counts. One that also names where the mission goes,
    or what that lies in, tells nothing. An airport of no place on file lies in its country, not with the sender.
    """
    named = _named_places({line.start_zone for line in lines})
    usual = {zone: place_for(activity, zone) for zone in named}
    trees = {id: tree for table in named.values() for places in table.values() for id, tree in places.items()}
    found: list[tuple[int | None, bool]] = []
    for line in lines:
        if line.kind == "flight":
            found.append((None, False))
            continue
        zone = line.start_zone
        said, told = None, False
        for text in filter(None, (line.venue, line.title)):
            said, told = _named_in(text, named[zone], activity.place.tree_key, trees.get(usual[zone] or 0, ""))
            if told:
                break
        if not told and zone != activity.place.timezone and _names_town(line, zone):
            said = _country_of(zone)  # a town that is not among the places is not where the sender is
        if not told and airports.zone_at(line.venue, line.title) not in ("", activity.place.timezone):
            said, told = _country_of(zone), True
        found.append((said if said is not None else usual[zone], told))
    return found


def _names_town(line: Read, zone: str) -> bool:
    country = airports.COUNTRIES.get(zone, "")
    return any(places.towns_in(text, country) for text in (line.venue, line.title))


def homes(organisation_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """{organisation: (its place, the zone there)} of those of which somebody said where they are."""
    rows = db.session.execute(
        select(Organisation.id, Place.id, Place.timezone)
        .join(Place, Place.id == Organisation.place_id)
        .where(Organisation.id.in_(organisation_ids))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _named_in(text: str, named: Mapping[str, Mapping[int, str]], main: str, usual: str) -> tuple[int | None, bool]:
    """(the place that a text names, None for the usual one; whether it names any). `main` and `usual` are tree keys."""
    key = search_key(text)
    keys = [name for name in named if name in key and _tells(text, name)]
    there = named[max(keys, key=len)] if keys else {}
    if any(tree == main for tree in there.values()):
        return None, True
    if not there or any(main.startswith(tree) for tree in there.values()):
        return None, False
    if usual and any(usual.startswith(tree) for tree in there.values()):
        return None, True  # 秋田空港, of a sender in 秋田市
    widest = min(there, key=lambda id: len(there[id]))
    return (widest, True) if all(tree.startswith(there[widest]) for tree in there.values()) else (None, False)


#: What stands behind the name of a town within another name: 図們江, 図們側8社.
_OTHER: Final = tuple({search_key(word) for word in ("江", "河", "川", "側", "侧", "測", "産", "产", "산")})
#: What stands behind the bare name of a town that somebody goes to.
_GO = "で に へ の から まで 視察 考察 参观 見学 訪問 访问 到着 着 発 出発 入り 泊 滞在 行 시찰 방문 도착 출발"
_GONE_TO: Final = tuple({search_key(word) for word in re.findall(r"\S+", _GO)})
_ENDINGS: Final = tuple(search_key(ending) for ending in places.ENDINGS)
_WORD: Final = re.compile(r"[\s()（）\[\]、,，・·/／×「」『』“”→:：~～]+")


def _tells(text: str, name: str) -> bool:
    """Whether a text says that something is at the place of a folded name: it stands alone, with its 市 or 州, before
    what people do there, or in the name of a house. 北京放送, 上海蟹 and 図們江 tell nothing.
    """
    if name.isascii():
        return name in search_key(text)
    for word in _WORD.split(text):
        for rest in search_key(word).split(name)[1:]:
            whole = name.endswith(_ENDINGS) and not rest.startswith(_OTHER)
            if (
                whole
                or not rest
                or rest.startswith(_GONE_TO)
                or (not rest.startswith(_OTHER) and hosts.names_house(word))
            ):
                return True
    return False


def _named_places(zones: Collection[str]) -> dict[str, dict[str, dict[int, str]]]:
    """{zone: {folded name, with and without 市, 県 …: {place: its key in the tree}}} of all places but countries."""
    found: dict[str, dict[str, dict[int, str]]] = {zone: {} for zone in zones}
    rows = db.session.execute(
        select(Place.id, Place.timezone, Place.tree_key, PlaceName.text)
        .join(PlaceName, Place.id == PlaceName.place_id)
        .where(Place.timezone.in_(zones), Place.level != "country", Place.archived_at.is_(None))
    )
    for id, zone, tree, name in rows:
        for key in spelled(name):
            found[zone].setdefault(key, {})[id] = tree
    return found


def spelled(name: str) -> set[str]:
    """The name of a place as texts have it, folded, with and without 市, 県 …"""
    keys = {search_key(name), search_key(name.rstrip(places.ENDINGS))}
    return {key for key in keys if len(key) >= places.SHORTEST}


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


def same_as(item: ItineraryItem, others: Iterable[ItineraryItem]) -> tuple[ItineraryItem, bool] | None:
    """(the item of a programme that this one is, whether that is sure), None where it is new.

    Of one title or flight number on one day it is the same; of one kind at one time, with no other host, it may be: the
    programme was pasted in another language, or two groups go two ways.
    """
    that_day = [other for other in others if other.day == item.day]
    for other in that_day:
        if other.title == item.title or (_number(item) != "" and _number(other) == _number(item)):
            return other, True
    hosts_told = {item.organisation_id, None}
    for other in that_day:
        hosted = item.organisation_id is None or other.organisation_id in hosts_told
        if other.kind == item.kind and other.clocks == item.clocks and hosted:
            return other, False
    return None


def _number(item: ItineraryItem) -> str:
    """NH 961 and nh961 are one flight."""
    return "".join(filter(str.isalnum, item.flight_number or "")).upper()
