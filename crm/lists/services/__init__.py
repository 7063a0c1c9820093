"""Saved views and exports; what is done to many rows of a list."""

from crm.lists.services.giving import check_giving
from crm.lists.services.lists import (
    JOB,
    TIDY_JOB,
    change_query,
    change_view,
    check_export,
    forget_exports,
    keep_export,
    queue_export,
    record_export,
    remove_view,
    restore_view,
    save_view,
)
from crm.lists.services.runs import BULK_JOB, advance, again, begin, forget_runs, note_one, queue
