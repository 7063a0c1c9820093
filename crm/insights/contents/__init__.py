"""What leaves the pages of Insights: the hypothesis as a workbook."""

from crm.insights.contents.hypothesis import file_name, workbook
