"""A matching table on paper and in a workbook: a sheet a company or a table, in one of four languages."""

from crm.matching.contents.paper import file_name, html, printed
from crm.matching.contents.sheets import BY, sheets, talks
from crm.matching.contents.workbook import workbook
