"""What papers on an activity say: the report to whoever subsidised it (実績報告書), and words of requests."""

from crm.activities.contents.subsidies import SubsidyReport, payee, payees_of, subsidy_report
from crm.activities.contents.words import fiscal_year_told, head_of_office, in_a_row
from crm.activities.contents.workbook import subsidy_sheets
