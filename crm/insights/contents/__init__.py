"""What leaves the pages of Insights: each screen as a workbook and as JSON values, the month as the board paper."""

from crm.insights.contents.books import BOOKS, BookOrder, file_name, rows_of, written
from crm.insights.contents.month import month_file, month_pdf
from crm.insights.contents.told import (
    ANSWER_LIST,
    ANSWERS,
    REPORT_LIST,
    REPORTS,
    TASK_LIST,
    TASKS,
    VISIT_LIST,
    RecordList,
    ShownCell,
)
