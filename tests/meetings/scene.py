"""What the tests of meetings and leads need around them: a city, two organisations, people, a mission."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm.activities import services as activities
from crm.activities.models import Activity
from crm.activities.services import ActivityInput
from crm.audit.services import action
from crm.contacts import services as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import AffiliationInput, OrganisationNameInput, PersonNameInput
from crm.core.database import db, writing
from crm.core.permissions import Actor, Role
from crm.meetings import queries, services
from crm.meetings.models import Meeting
from crm.meetings.services import Minute, TalkInput
from crm.places.models import Place, PlaceName
from tests.cast import SET_UP, user
from tests.kept import kept

DAY = date(2026, 12, 11)
SHANGHAI = "Asia/Shanghai"


@dataclass(frozen=True)
class Scene:
    """Ids only: requests of the test client empty the session."""

    place: int
    commerce_bureau: int
    association: int
    li: int
    sun: int
    tanabe: int
    mission: int


def add_place(code: str = "222401", zone: str = SHANGHAI, country: str = "CN") -> Place:
    """A place without a history: places are loaded, not written, so this stands outside their service."""
    made = Place(level="county", country=country, code=code, timezone=zone, names=[], tiers=[])
    made.names.append(PlaceName(language="zh-Hans", text="延吉市"))
    with action(SET_UP, by=None):
        db.session.add(made)
    return made


def organisation(
    text: str, country: str = "CN", language: str = "zh-Hans", place_id: int | None = None
) -> Organisation:
    return contacts.create_organisation(
        name=OrganisationNameInput(text, language), country=country, place_id=place_id, by=None
    )


def person(full: str, at: int, title: str = "", language: str = "zh-Hans") -> Person:
    return contacts.create_person(
        name=PersonNameInput(language, full), affiliations=[AffiliationInput(at, title=title)], by=None
    )


def mission(place_id: int, *, leader: Actor | None = None, name: str = "第7回 延辺視察団", **values: Any) -> Activity:
    plan = {
        "type": "inspection_mission", "direction": "outbound", "names": {"ja": name}, "place_id": place_id,
        "start_on": date(2026, 12, 9), "end_on": date(2026, 12, 14), "leader_id": leader.id if leader else None,
    } | values  # fmt: skip
    return activities.plan(ActivityInput(**plan), by=user())  # type: ignore[arg-type]  # a dict of what a test needs


@kept
def scene() -> Scene:
    """The commerce bureau of Yanji with two people, the association with one, and a mission that the leader leads."""
    with writing():
        place = add_place()
        bureau = organisation("延吉市商务局", place_id=place.id)
        association = organisation("見附商工会", "JP", "ja")
        db.session.flush()
        li, sun = person("李明淑", bureau.id, "科长"), person("孙浩", bureau.id, "主任科员")
        tanabe = person("田邉 俊夫", association.id, "事務局長", "ja")
        trip = mission(place.id, leader=user(Role.MISSION_LEADER), sender_organisation_id=association.id)
        db.session.flush()
        activities.add_participant(trip, person_id=tanabe.id, by=user())
        db.session.commit()
        return Scene(place.id, bureau.id, association.id, li.id, sun.id, tanabe.id, trip.id)


def talk(at: Scene, *, by: Actor | None = None, **values: Any) -> Meeting:
    """A saved business talk with the commerce bureau; `values` change the record."""
    given: dict[str, Any] = {
        "organisation_id": at.commerce_bureau,
        "our_organisation_id": at.association,
        "starts": datetime(2026, 12, 11, 9, 5),
        "ends": datetime(2026, 12, 11, 10, 10),
        "timezone": SHANGHAI,
        "theirs": [at.li],
        "ours": [at.tanabe],
        "minutes": [Minute(theirs="委託販売の枠を二十点へ広げたい。")],
    }
    with writing():
        id = services.log(TalkInput(**given | values), by=by or user())
        db.session.commit()
    return queries.complete(db.session.get_one(Meeting, id))
