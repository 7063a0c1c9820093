"""Reading the audit log: its entries, the proof that nobody touched them, and what they say has not changed."""

from crm.audit.queries.log import Line, Verdict, entries, entries_of, head, lines, verify
from crm.audit.queries.unchanged import Unchanged

__all__ = ["Line", "Unchanged", "Verdict", "entries", "entries_of", "head", "lines", "verify"]
