"""The input of the pages about meetings, and their list."""

from crm.meetings.forms.carried import TakenAlong, note_begin
from crm.meetings.forms.lists import MEETINGS_LIST
from crm.meetings.forms.meetings import OTHER_VISIT, MeetingForm, saved_form
from crm.meetings.forms.parts import CounterpartForm, FileForm, FilesForm, ItemForm, PhotoForm, PhotosForm
from crm.meetings.forms.prefilled import Prefilled, ids_in
from crm.meetings.forms.sides import OurFirm
