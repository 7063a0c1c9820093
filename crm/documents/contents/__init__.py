"""What stands in a document (`briefing`, `report`), how names are written in it, and how it becomes paper."""

from crm.documents.contents.briefing import Briefing, briefing
from crm.documents.contents.names import Written, tongue, written
from crm.documents.contents.paper import PREVIEW_SHEETS, Imprint, bare_html, count_pages, file_name, filled, pdf
from crm.documents.contents.report import Report, report

__all__ = [
    "PREVIEW_SHEETS",
    "Briefing",
    "Imprint",
    "Report",
    "Written",
    "bare_html",
    "briefing",
    "count_pages",
    "file_name",
    "filled",
    "pdf",
    "report",
    "tongue",
    "written",
]
