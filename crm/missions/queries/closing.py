"""What keeps a mission from being closed, its report included (INV-A2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.activities.models import Activity
from crm.activities.queries import Closing
from crm.missions import rules
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.reports import queries as reports


def ending(activity: Activity, *, today: date, needs_approval: bool = False) -> Closing | None:
    """What is still to be done; None before it is over, and where it is closed or cancelled."""
    over = activity_rules.is_over(activity.end_on, activity.status, today)
    if not over or not activity_rules.way_to_close(activity.status):
        return None
    return activities.ending(activity, reported=reports.has_approved(activity.id), needs_approval=needs_approval)


@dataclass(frozen=True)
class AfterTheEnd:
    """What is asked once a mission is over, whatever state somebody left it in."""

    attendance: bool  #: of some delegates nobody said whether they came
    open_items: int  #: of the programme, of which nobody said whether they took place


def after_the_end(
    activity: Activity, entries: Sequence[ProgrammeEntry], minuted: Collection[int], *, today: date, moment: datetime
) -> AfterTheEnd:
    """Of a mission that is over, and neither cancelled nor closed. `minuted` are the items with a logged talk."""
    if activity.end_on >= today or activity.status in ("cancelled", "closed"):
        return AfterTheEnd(attendance=False, open_items=0)
    unasked = not activity.attendance_unknown and any(part.status == "accepted" for part in activity.participants)
    left = [entry.item for entry in entries if entry.item.status in rules.OPEN and entry.item.ends_at <= moment]
    told = {item.id for item in left if item.visit is not None and item.visit.result.strip()} | set(minuted)
    return AfterTheEnd(unasked, sum(item.id not in told for item in left))
