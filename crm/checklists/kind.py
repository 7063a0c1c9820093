"""The countdown of a mission as a kind of record: it has the id of its mission, and no table of its own."""

from crm.activities.kind import ACTIVITY
from crm.core.kinds import Kind
from crm.core.texts import N_

COUNTDOWN = Kind(
    "checklists",
    ACTIVITY.is_visible,
    noun=N_("Countdown of a mission"),
    page="checklists.record",
    activity=ACTIVITY.activity,
    has_tasks=True,
)
