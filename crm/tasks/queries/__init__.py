"""Reading tasks, the plans they follow, and whom to remind of them."""

from crm.tasks.queries.above import overtaken_on, rest_on, resting
from crm.tasks.queries.plans import Digest, digests, plan, plans, plans_for, proposals, runs_on
from crm.tasks.queries.tasks import (
    Filter,
    at_rest,
    by_id,
    by_ids,
    due,
    due_count,
    due_counts,
    filtered,
    following,
    hangs_on,
    of_record,
    one,
    open_of_records,
    own_work,
    still_due,
    tasks,
    until,
    visible_to,
)
