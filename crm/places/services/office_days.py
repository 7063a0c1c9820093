"""The working days of our own office."""

from collections.abc import Sequence

from crm.audit.services import action
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import rules
from crm.places.models import OfficeDays


def keep_office_days(days: OfficeDays, *, weekdays: Sequence[int], closed: str, by: Actor | None) -> None:
    """Say on which weekdays the office works (1 is Monday), and when else it is closed, one entry a line."""
    if not set(weekdays) <= set(range(1, 8)) or not weekdays:
        raise Refused(Text("Choose at least one weekday."), "weekdays")
    try:
        entries = [str(entry) for entry in rules.closed_days(closed)]
    except Refused as refusal:
        raise Refused(refusal.text, "closed") from refusal
    with action(rules.OFFICE_DAYS_CHANGED, by=by):
        days.weekdays, days.closed = sorted(weekdays), entries
        db.session.add(days)
