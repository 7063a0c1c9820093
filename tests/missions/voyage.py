"""A mission to Yanji in December 2026, with what a test does not care about filled in."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity, Participant
from crm.activities.services import ActivityInput
from crm.contacts.models import Organisation, Person
from crm.core.database import db, writing
from crm.core.permissions import Actor
from crm.missions import queries, services
from crm.missions.models import ItineraryItem
from crm.missions.services import ItemInput, VisitInput
from crm.places import services as places_services
from crm.places.models import Place
from crm.places.queries import own_data
from tests import cast
from tests.contacts import book
from tests.kept import kept

YANJI, TUMEN, MITSUKE = "222401", "222402", "15211"
FIRST, LAST = date(2026, 12, 10), date(2026, 12, 14)


#: Enough of our own places, with all that lies above them, and what is known about their borders.
_CODES = ("000000", "110000", "220000", "222400", YANJI, TUMEN, "00000", "15000", MITSUKE)


def load_places() -> None:
    """The few places the tests travel to, once."""
    if db.session.scalar(select(Place.id).where(Place.code == YANJI)) is None:
        _places()


@kept
def _places() -> None:
    with writing():
        rows = [row for row in own_data("places") if row["code"] in _CODES]
        places_services.load(rows, by=None)
        places_services.load_entry_rules(own_data("entry_rules"), by=None)
        places_services.load_emergency(own_data("emergency"), by=None)
        db.session.commit()


def plan(**changes: Any) -> ActivityInput:
    """The plan of the mission; the places must be loaded unless `place_id` is given."""
    place_id = changes.pop("place_id") if "place_id" in changes else book.place(YANJI).id
    base = ActivityInput("inspection_mission", "outbound", {"ja": "第7回 延辺視察団"}, place_id, FIRST, LAST)
    return replace(base, **changes)


def mission(*, by: Actor | None = None, **changes: Any) -> Activity:
    """A mission with everything loaded; loads the places when there are none."""
    return activities.one(_planned(by, **changes), user=cast.user())


@kept
def _planned(by: Actor | None, **changes: Any) -> int:
    load_places()
    with writing():
        made = services.plan(plan(**changes), by=by)
        db.session.commit()
    cast.user()
    return made.id


def delegate(activity: Activity, person: Person | None = None, **part: Any) -> Participant:
    """Somebody of the delegation, made when not given."""
    someone = person or book.person(part.pop("name", "髙橋 直樹"), "ja", reading="たかはし なおき")
    with writing():
        made = activities_services.add_participant(activity, person_id=someone.id, **({"by": None} | part))
        db.session.commit()
    db.session.expire_all()
    return made


def item_plan(**changes: Any) -> ItemInput:
    """A tentative visit on 11 December from 9 to 10 in China; `host` is an organisation, `hosts` person ids."""
    host: Organisation | None = changes.pop("host", None)
    visit = {k: changes.pop(k) for k in ("purpose", "agenda", "questions", "hosts") if k in changes}
    values: dict[str, Any] = {
        "kind": "visit", "title": "表敬訪問", "day": date(2026, 12, 11), "start": time(9), "end": time(10),
        "timezone": "Asia/Shanghai", "organisation_id": host.id if host else None, "visit": VisitInput(**visit),
    }  # fmt: skip
    return ItemInput(**(values | changes))


def item(activity: Activity, *, by: Actor | None = None, **changes: Any) -> ItineraryItem:
    """An item of the programme with everything loaded."""
    with writing():
        made = services.add_item(activity, item_plan(**changes), by=by)
        db.session.commit()
    return queries.item(made.id, user=cast.user())


def fresh(activity: Activity) -> Activity:
    """The mission read anew."""
    db.session.rollback()
    db.session.expire_all()
    return activities.one(activity.id, user=cast.user())


def fresh_in(activity_id: int) -> Activity:
    """The mission as the transaction that writes sees it."""
    return activities.one(activity_id, user=cast.user())


def anew(item: ItineraryItem) -> ItineraryItem:
    """The item read in the transaction that writes: opening it forgets what was loaded before."""
    return queries.item(item.id, user=cast.user())
