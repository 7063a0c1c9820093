"""Reading saved views, exports, and what was done to many rows of a list."""

from crm.lists.queries.lists import (
    View,
    export,
    job_of,
    removed_view,
    rows_taken,
    storage_names,
    view,
    views,
    visible_exports,
    visible_to,
)
from crm.lists.queries.runs import (
    done_ids,
    job_of_run,
    left_by,
    left_out,
    lists_of,
    run,
    said,
    tally,
    to_undo,
    undoing,
    undone,
    waiting,
)
