"""What papers of a showroom say."""

from crm.showrooms.contents.labels import LABELS_PAGE, labels
from crm.showrooms.contents.partners import count_task, dispute_task, message, sayings
from crm.showrooms.contents.reports import REPORT_PAGE, report
from crm.showrooms.contents.statements import operator_language, statement, statement_page
