"""The input of the pages about meetings, and their list."""

from crm.meetings.forms.lists import MEETINGS_LIST
from crm.meetings.forms.meetings import MeetingForm, Prefilled, SavedMeetingForm
from crm.meetings.forms.parts import FileForm, FilesForm, ItemForm, PhotoForm, PhotosForm

__all__ = [
    "MEETINGS_LIST",
    "FileForm",
    "FilesForm",
    "ItemForm",
    "MeetingForm",
    "PhotoForm",
    "PhotosForm",
    "Prefilled",
    "SavedMeetingForm",
]
