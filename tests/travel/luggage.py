"""A delegate with a passport, and what a test does not care about filled in."""

from datetime import date
from typing import Any

from crm.activities.models import Activity, Participant
from crm.core.database import db, writing
from crm.core.permissions import Actor
from crm.travel import services
from crm.travel.models import TravelDetail
from crm.travel.rules import Details

#: Values that must be found nowhere but where they belong.
CANARIES = ("TK7654321", "CANARY NAOKI", "canary@蕎麦", "canary-insurance", "90-1234-5678", "canary-aorta")


def details(**changes: Any) -> Details:
    """Everything that can be told about a Japanese delegate."""
    values: dict[str, Any] = {
        "passport_name": "CANARY NAOKI", "passport_number": "TK7654321", "nationality": "JP",
        "birth_date": date(1961, 3, 4), "passport_expires": date(2031, 5, 6), "visa": "not_needed",
        "flight_out": "CZ616 NRT–YNJ", "flight_back": "CZ615 YNJ–NRT", "emergency_name": "髙橋 花子",
        "emergency_relation": "妻", "emergency_phone": "090-1234-5678", "diet": "canary@蕎麦",
        "health": "canary-aorta", "insurance": "canary-insurance", "room": "twin", "smoking": "no",
    }  # fmt: skip
    return Details(**(values | changes))


def told(part: Participant, *, by: Actor | None = None, **changes: Any) -> TravelDetail:
    """The details of a delegate, kept."""
    with writing():
        kept = services.write(db.session.get_one(Participant, part.id), details(**changes), by=by)
        db.session.commit()
    return kept


def close(activity: Activity, status: str = "closed") -> None:
    """Bring the mission into a last state, as the office does."""
    from crm.activities.rules import MOVED
    from crm.audit.services import action

    with writing(), action(MOVED, by=None):
        db.session.get_one(Activity, activity.id).status = status
        db.session.flush()
        db.session.commit()
