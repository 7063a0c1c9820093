"""Reading tasks, the plans they follow, and whom to remind of them."""

from crm.tasks.queries.plans import Digest, Proposal, digests, plan, plans, plans_for, proposals, runs_on
from crm.tasks.queries.tasks import (
    AHEAD,
    ORDER,
    Filter,
    by_id,
    due,
    due_counts,
    filtered,
    is_visible,
    of_activity,
    of_record,
    one,
    tasks,
    visible_to,
)

__all__ = [
    "AHEAD",
    "ORDER",
    "Digest",
    "Filter",
    "Proposal",
    "by_id",
    "digests",
    "due",
    "due_counts",
    "filtered",
    "is_visible",
    "of_activity",
    "of_record",
    "one",
    "plan",
    "plans",
    "plans_for",
    "proposals",
    "runs_on",
    "tasks",
    "visible_to",
]
