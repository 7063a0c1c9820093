"""A rule that bars sake of Niigata from China, for the tests of whoever tells it."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.access import services
from crm.access.models import AccessRule
from crm.access.services import AccessInput
from crm.audit.services import action
from crm.core.database import db, writing
from crm.places.models import Place, PlaceName
from tests.cast import SET_UP, user

NIIGATA = "15000"
WORDS = "新潟県産の清酒は輸入できない。"


def niigata() -> Place:
    """The prefecture, made where the places of a scene do not have it."""
    found = db.session.scalars(select(Place).where(Place.code == NIIGATA)).one_or_none()
    if found is not None:
        return found
    made = Place(level="province", country="JP", code=NIIGATA, timezone="Asia/Tokyo", names=[], tiers=[])
    made.names.append(PlaceName(language="ja", text="新潟県"))
    with writing():
        with action(SET_UP, by=None):
            db.session.add(made)
        db.session.commit()
    return made


def barring(**changes: Any) -> AccessRule:
    """The rule, saved; `changes` override it."""
    region = niigata().id
    plain = AccessInput(
        "CN", "prohibited", {"ja": WORDS, "en": "No sake of Niigata."}, "告示第1号", date(2018, 11, 29),
        category="sake", region_id=region, check_due=date(2020, 1, 1),
    )  # fmt: skip
    with writing():
        made = services.make(replace(plain, **changes), by=user())
        db.session.commit()
    return made
