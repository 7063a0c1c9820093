"""A pasted programme becomes items, all at once, and can be taken back at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from crm.activities.models import Activity
from crm.audit.services import action, archive
from crm.contacts import services as contacts
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem
from crm.missions.services.moments import time_columns
from crm.missions.services.plans import ItemInput
from crm.missions.services.programme import add_item, check_codes

EMPTY: Final[Mapping[int, tuple[str, int | None]]] = MappingProxyType({})


@dataclass(frozen=True)
class ListedHost:
    """The item of one of several hosts that a row lists; `new` is (its name, its place) where it is to be made."""

    row: int
    plan: ItemInput
    new: tuple[str, int | None] | None


def sketch(activity: Activity, wanted: ItemInput) -> ItineraryItem:
    """An item as it would be saved, to be looked at; refused as `add_item` refuses its day and clocks."""
    check_codes(wanted)
    times = time_columns(activity, wanted)
    told = {"title": wanted.title, "venue": wanted.venue, "flight_number": wanted.flight_number}
    return ItineraryItem(activity_id=activity.id, kind=wanted.kind, **told, **times)


def add_pasted(
    activity: Activity,
    plans: Mapping[int, ItemInput],
    *,
    new_hosts: Mapping[int, tuple[str, int | None]] = EMPTY,
    listed: Sequence[ListedHost] = (),
    by: Actor | None,
) -> list[ItineraryItem]:
    """One item for each of the plans, {number of its row: plan}, and for each host that is `listed`. Refusals name the
    field of the row: items-3-day.

    `new_hosts` are {number of a row: (the name of its host, its place)}, which are made, each once.
    """
    rows = [ListedHost(number, plan, new_hosts.get(number)) for number, plan in plans.items()]
    if not rows and not listed:
        raise Refused(Text("Nothing is ticked."))
    made = []
    hosts: dict[str, int] = {}
    with action(rules.ITEM_ADDED, by=by):
        for each in sorted([*listed, *rows], key=lambda one: one.row):
            wanted = each.plan
            try:
                if each.new is not None:
                    name, place_id = each.new
                    hosts[name] = hosts.get(name) or _new_host(name, place_id, activity, by)
                    wanted = replace(wanted, organisation_id=hosts[name])
                made.append(add_item(activity, wanted, by=by))
            except Refused as refusal:
                raise Refused(refusal.text, f"items-{each.row}-{refusal.field or 'title'}") from refusal
    return made


def _new_host(name: str, place_id: int | None, activity: Activity, by: Actor | None) -> int:
    """An organisation at a place; where that is not told, in the country of the mission."""
    try:
        made = contacts.quick_organisation(text=name, place_id=place_id, role="", by=by)
    except Refused as refusal:
        raise Refused(refusal.text, "new_host") from refusal
    if place_id is None:
        made.country = activity.place.country
    db.session.flush()
    return made.id


def take_back(activity: Activity, made: Sequence[tuple[int, int]], *, by: Actor | None) -> None:
    """Take what was pasted out of the programme: (id, version) of each. Refused where one was changed since."""
    found = {item.id: item for item in queries.items(activity.id)}
    if not made or any(id not in found or found[id].version != version for id, version in made):
        raise Refused(Text("The programme has been changed since it was pasted. Remove single items instead."))
    for id, _version in made:
        archive(found[id], rules.ITEM_ARCHIVED, by=by)
