"""Reading what may be merged, what hangs on it, and what was merged."""

from crm.merging.queries.pairs import alive, others, suggested
from crm.merging.queries.screen import record, sides
