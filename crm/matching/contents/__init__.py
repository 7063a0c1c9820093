"""A matching table on paper and in a workbook: a sheet a company or a table, in one of four languages."""

from crm.matching.contents.paper import file_name, html, printed
from crm.matching.contents.sheets import BY, Line, Sheet, sheets, talks
from crm.matching.contents.workbook import workbook

__all__ = ["BY", "Line", "Sheet", "file_name", "html", "printed", "sheets", "talks", "workbook"]
