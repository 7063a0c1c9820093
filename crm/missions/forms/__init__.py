"""The input of the pages of missions."""

from crm.missions.forms.again import AgainForm
from crm.missions.forms.attendance import attendance_form
from crm.missions.forms.calendars import FeedForm
from crm.missions.forms.delegation import NewParticipantForm, participant_form, titles_shown
from crm.missions.forms.dropping import DropForm
from crm.missions.forms.items import ItemForm, host_asked_for, item_form, item_start
from crm.missions.forms.lists import MISSIONS_LIST
from crm.missions.forms.missions import MissionForm, mission_start
from crm.missions.forms.pasted import made_in, made_text, paste_form
from crm.missions.forms.shifts import shift_in, stood_in, stood_text
from crm.missions.forms.templates import FromTemplateForm, TemplateForm
