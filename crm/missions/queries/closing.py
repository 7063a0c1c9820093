"""What keeps a mission from being closed, its report included (INV-A2)."""

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.queries import Closing
from crm.reports import queries as reports


def ending(activity: Activity) -> Closing | None:
    """What is still to be done; None while closing is not the next step."""
    if activity.status != "reporting":
        return None
    return activities.ending(activity, reported=reports.has_approved(activity.id))
