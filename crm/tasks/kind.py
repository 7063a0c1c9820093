"""Tasks as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.tasks import queries
from crm.tasks.models import Task

TASK = Kind(
    Task, queries.visible_to, noun=N_("Task"), plural=N_("Tasks"), page="tasks.record", hangs_on=queries.hangs_on
)
