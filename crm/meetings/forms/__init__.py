"""The input of the pages about meetings, and their list."""

from crm.meetings.forms.lists import MEETINGS_LIST
from crm.meetings.forms.meetings import MeetingForm, Prefilled, form_for

__all__ = ["MEETINGS_LIST", "MeetingForm", "Prefilled", "form_for"]
