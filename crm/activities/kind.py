"""Activities as a kind of record."""

from sqlalchemy.orm import joinedload

from crm.activities import queries
from crm.activities.models import Activity
from crm.core import here
from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.initiatives.queries import title

ACTIVITY = Kind(
    Activity,
    queries.visible_to,
    noun=N_("Activity"),
    plural=N_("Missions"),
    page="missions.record",
    activity=lambda id: id,
    called=lambda row, language: here.spoken(title(row.names, language)),
    loads=(joinedload(Activity.names),),
    has_tasks=True,
)
