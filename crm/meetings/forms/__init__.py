"""The input of the pages about meetings, and their list."""

from crm.meetings.forms.lists import MEETINGS_LIST
from crm.meetings.forms.meetings import MeetingForm, Prefilled, saved_form
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
    "saved_form",
]
