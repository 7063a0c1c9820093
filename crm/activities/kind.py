"""Activities as a kind of record."""

from crm.activities import queries
from crm.activities.models import Activity
from crm.core.kinds import Kind
from crm.core.texts import N_

ACTIVITY = Kind(
    Activity,
    queries.visible_to,
    noun=N_("Activity"),
    plural=N_("Missions"),
    page="missions.record",
    activity=lambda id: id,
    has_tasks=True,
)
