"""Reading the audit log: its entries and the proof that nobody touched them."""

from crm.audit.queries.log import (
    LogFilter,
    LogLine,
    edits,
    entries,
    entries_of,
    head,
    last,
    lines,
    secret_fits,
    summary,
    verify,
)
