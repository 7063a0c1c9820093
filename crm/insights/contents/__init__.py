"""What leaves the pages of Insights: each screen as a workbook and as JSON values, the month as the board paper."""

from crm.insights.contents.books import BOOKS, BookOrder, file_name, rows_of, written
from crm.insights.contents.month import month_file, month_pdf
