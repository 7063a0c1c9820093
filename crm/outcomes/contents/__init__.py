"""What leaves the pages of outcomes: reminders, the letter to a company, the summary for the subsidy body."""

from crm.outcomes.contents.letters import letter, reminder, reminder_of, sayings
from crm.outcomes.contents.summary import file_name, pdf, workbook
