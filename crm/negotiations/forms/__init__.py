"""The input of the pages of negotiations, and their list."""

from crm.negotiations.forms.cases import (
    GoOnForm,
    HoldForm,
    LeadLinkForm,
    LogForm,
    MeetingLinkForm,
    MenuForm,
    MoveForm,
    NegotiationField,
    NegotiationForm,
    OpeningForm,
    StepForm,
    first_due,
)
from crm.negotiations.forms.lists import BOARD, LANES, NEGOTIATIONS_LIST, age
