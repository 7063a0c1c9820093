"""The input of showrooms, terms, exhibits and their movements, and the lists."""

from crm.showrooms.forms.exhibits import ExhibitForm, MovementForm, count_form, counted
from crm.showrooms.forms.lists import EXHIBITS_LIST, SHOWROOMS_LIST
from crm.showrooms.forms.showrooms import ContractForm, ShowroomForm
