"""Reading tasks, the plans they follow, and whom to remind of them."""

from crm.tasks.queries.plans import Digest, digests, plan, plans, plans_for, proposals, runs_on
from crm.tasks.queries.tasks import (
    Filter,
    by_id,
    due,
    due_counts,
    filtered,
    following,
    of_record,
    one,
    tasks,
    until,
    visible_to,
)
