"""An item of which nobody entered the host takes it from the talk that was recorded at it."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.audit.services import Made, action
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.meetings.models import Meeting
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem, Visit
from crm.missions.rules import hosts
from crm.missions.rules.counting import WITH_ONE_HOST
from crm.users.models import User

#: Where the session keeps the items that took a host by themselves until whoever saved is told.
_TAKEN = "items that took the host of their talk"


def take_hosts(changed: Collection[tuple[str, int]], made: Made, actor_id: int | None) -> None:
    """After any act: where a talk is new, its other side receives us at its item, if that lacks a host and names nobody
    else. Of several talks at an item the first tells; whoever recorded it has changed the item."""
    talks = [talk for talk in made.get(Meeting, ()) if talk.itinerary_item_id is not None]
    for talk in sorted(talks, key=lambda talk: talk.id):
        statement = select(ItineraryItem).where(
            ItineraryItem.id == talk.itinerary_item_id,
            ItineraryItem.activity_id == talk.activity_id,
            ItineraryItem.archived_at.is_(None),
        )
        item = db.session.scalar(statement.options(joinedload(ItineraryItem.visit).selectinload(Visit.hosts)))
        if item is not None and talk.status != "cancelled":
            _take(item, talk, actor_id)


def _take(item: ItineraryItem, talk: Meeting, actor_id: int | None) -> None:
    host = talk.our_organisation_id if queries.receives(item) else talk.organisation_id
    hosted = item.organisation_id is not None or (item.visit is not None and bool(item.visit.hosts))
    to_one = item.kind in WITH_ONE_HOST or hosts.receives(item.kind, item.title)
    if host is None or hosted or not to_one:
        return
    named = search_key(hosts.visited(item.title))
    if named and named not in db.session.get_one(Organisation, host).search_key:
        return
    by: Actor | None = db.session.get(User, actor_id) if actor_id is not None else None
    with action(rules.ITEM_CHANGED, by=by):
        item.organisation_id = host
    db.session.info.setdefault(_TAKEN, []).append(item)


def hosts_taken() -> list[ItineraryItem]:
    """The items that took a host by themselves in this session since it was asked last."""
    found: list[ItineraryItem] = db.session.info.pop(_TAKEN, [])
    return found
