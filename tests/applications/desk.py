"""A mission that recruits, a code, and a filled-in form with what a test does not care about filled in."""

from datetime import date
from typing import Any

from crm.activities.models import Activity
from crm.applications import services
from crm.applications.models import Application
from crm.applications.services import ApplicationInput
from crm.core.database import db, writing
from crm.travel.rules import Details
from tests import cast
from tests.missions import voyage
from tests.travel import luggage

DETAILS = Details(passport_name="CANARY NAOKI", passport_number="TK7654321", birth_date=date(1961, 3, 4), room="twin")


def recruiting(**changes: Any) -> Activity:
    """A mission whose public form is open."""
    made = voyage.mission(**changes)
    luggage.close(made, "recruiting")
    return voyage.fresh(made)


def code(activity: Activity, company: str = "", *, days: int = 30) -> str:
    """A code to type."""
    with writing():
        [(_row, shown)] = services.make_codes(activity, [company], days=days, by=cast.user())
        db.session.commit()
    return shown


def sheet(**changes: Any) -> ApplicationInput:
    values: dict[str, Any] = {
        "language": "ja", "company": "見附ニット株式会社", "company_reading": "みつけニット", "name": "髙橋 直樹",
        "reading": "たかはし なおき", "title": "代表取締役", "email": "takahashi@example.jp",
        "products": "カーディガン10点",        "counterparts": "百貨店", "travel": DETAILS,
    }  # fmt: skip
    return ApplicationInput(**(values | changes))


def application(activity: Activity, **changes: Any) -> Application:
    """One that came in."""
    shown = code(activity)
    with writing():
        made = services.receive(shown, sheet(**changes), consent=True)
        db.session.commit()
    return made
