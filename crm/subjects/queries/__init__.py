"""Who somebody is in the tables, and every row that names them."""

from crm.audit.queries import LogLine
from crm.subjects.queries.keeping import retained
from crm.subjects.queries.rows import NamedRows, collected, ids_of, records, subject
from crm.subjects.queries.told import (
    approved_reports,
    exports_since,
    is_withheld,
    log_of,
    names_for,
    papers_of,
    provisions_of,
)
