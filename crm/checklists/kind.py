"""The countdown of a mission as a kind of record: it has no table of its own, and the id of its mission."""

from crm.activities.kind import ACTIVITY
from crm.core.kinds import Kind
from crm.core.texts import N_

COUNTDOWN = Kind(
    ACTIVITY.model,
    ACTIVITY.visible_to,
    noun=N_("Countdown of a mission"),
    page="checklists.record",
    activity=ACTIVITY.activity,
    called=ACTIVITY.called,
    loads=ACTIVITY.loads,
    has_tasks=True,
    record_type="checklists",
)
