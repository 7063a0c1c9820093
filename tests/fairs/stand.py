"""A fair in a city abroad with a booth of ours, for the tests of fairs."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from crm.activities import queries as activities
from crm.activities.services import ActivityInput
from crm.core.database import db, writing
from crm.core.permissions import Actor
from crm.fairs import queries, services
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, FairEdition, FairSeries
from crm.fairs.services import (
    BoothInput,
    EditionInput,
    ExhibitorInput,
    SeriesInput,
    ShiftInput,
    ThingInput,
)
from crm.missions import services as missions
from tests.cast import user
from tests.contacts import book
from tests.missions import voyage
from tests.products.test_products import made as product

FIRST, LAST = date(2026, 12, 10), date(2026, 12, 12)


@dataclass(frozen=True)
class Stand:
    """The ids of what there is."""

    fair: int
    booth: int
    maker: int
    product: int


def fair(type: str = "trade_fair", *, by: Actor | None = None, **changes: Any) -> int:
    plan = {"type": type, "names": {"ja": "延吉図們江投資貿易商談会"}, "start_on": FIRST, "end_on": LAST} | changes
    return voyage.mission(by=by, **plan).id


def moved(activity_id: int, status: str) -> None:
    """The fair in another state."""
    db.session.expire_all()
    with writing():
        missions.move(activities.one(activity_id, user=user()), status=status, by=user())
        db.session.commit()


def planned(activity_id: int, **changes: Any) -> None:
    """The fair planned anew, with some changes."""
    db.session.expire_all()
    with writing():
        known = activities.one(activity_id, user=user())
        columns = {f.name: getattr(known, f.name) for f in fields(ActivityInput) if f.name != "names"}
        names = {row.language: row.text for row in known.names}
        missions.change(known, ActivityInput(**columns | {"names": names} | changes), by=user())
        db.session.commit()


def booth(activity_id: int, *, by: Actor | None = None, **said: Any) -> Booth:
    content: dict[str, Any] = {"hall": "3", "number": "B12", "fee": Decimal(18000), "currency": "CNY"} | said
    with writing():
        row = services.write_booth(Booth(activity_id=activity_id), BoothInput(**content), by=by or user())
        db.session.commit()
    return row


def stand(type: str = "trade_fair") -> Stand:
    """A fair with a booth, and a maker with a product."""
    at = fair(type)
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    return Stand(at, booth(at).id, maker, product(maker).id)


def series(**said: Any) -> FairSeries:
    voyage.load_places()
    content: dict[str, Any] = {"names": {"ja": "図們江商談会"}, "place_id": book.place(voyage.YANJI).id} | said
    with writing():
        row = services.make_series(SeriesInput(**content), by=user())
        db.session.commit()
    return row


def edition(activity_id: int, **said: Any) -> FairEdition:
    with writing():
        activity = queries.fair(activity_id, user=user())
        row = services.write_edition(activity, EditionInput(**said), task_text="Apply", by=user())
        db.session.commit()
    return row


def exhibitor(booth_id: int, organisation_id: int | None, **said: Any) -> BoothExhibitor:
    with writing():
        row = BoothExhibitor(booth_id=booth_id, products=[])
        services.write_exhibitor(row, ExhibitorInput(organisation_id, **said), by=user())
        db.session.commit()
    return row


def shift(booth_id: int, person_id: int | None, day: date | None = FIRST, **said: Any) -> BoothShift:
    with writing():
        content = ShiftInput(person_id, day, **said)
        row = services.write_shift(BoothShift(booth_id=booth_id), content, by=user())
        db.session.commit()
    return row


def thing(booth_id: int, name: str = "のぼり", quantity: int | None = 2, **said: Any) -> BoothThing:
    with writing():
        content = ThingInput(name, quantity, **said)
        row = services.write_thing(BoothThing(booth_id=booth_id), content, by=user())
        db.session.commit()
    return row
