"""Reading imports: the list, one with its rows, and what the book knows already."""

from crm.interchange.queries.batches import (
    batches,
    counts_of,
    job_of,
    last_number,
    one,
    profile_for,
    rejected_reasons,
    remarked,
    rows_of,
    stands_still,
    undone_of,
    visible_to,
)
