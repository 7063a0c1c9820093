"""What leaves the pages of Insights: the hypothesis as a workbook, the month as the board paper."""

from crm.insights.contents.hypothesis import file_name, workbook
from crm.insights.contents.month import month_file, month_pdf
