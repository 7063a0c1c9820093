"""The forms of the registers and their lists, to be imported from here."""

from crm.registers.forms.entries import (
    BreachForm,
    BreachReportForm,
    OpenAgainForm,
    PrivacyForm,
    RequestAnswerForm,
    RequestForm,
)
from crm.registers.forms.lists import BREACHES_LIST, PRIVACY_LIST, REQUESTS_LIST
