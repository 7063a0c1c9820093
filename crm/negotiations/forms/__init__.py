"""The input of the pages of negotiations, and their list."""

from crm.negotiations.forms.cases import (
    HoldForm,
    LeadLinkForm,
    LogForm,
    LostToForm,
    MeetingLinkForm,
    MenuForm,
    MoveForm,
    NegotiationField,
    NegotiationForm,
    OpeningForm,
    StepForm,
    first_due,
)
from crm.negotiations.forms.chosen import RIVAL
from crm.negotiations.forms.lists import BOARD, LANES, NEGOTIATIONS_LIST, age
from crm.negotiations.forms.word import GoOnForm, WordForm
