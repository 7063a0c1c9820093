"""The input of the pages of negotiations, and their list."""

from crm.negotiations.forms.cases import (
    PARTNER_ANSWERS,
    CaseFilters,
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
from crm.negotiations.forms.lists import NEGOTIATIONS_LIST
