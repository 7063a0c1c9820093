"""Reading the audit log: its entries, the proof that nobody touched them, and what they say has not changed."""

from crm.audit.queries.log import Line, entries, entries_of, head, last, lines, secret_fits, summary, verify
from crm.audit.queries.unchanged import Unchanged
