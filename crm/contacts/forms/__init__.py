"""The input of the pages about organisations and people, and the filters of their lists."""

from crm.contacts.forms.filters import organisation_filter, person_filter
from crm.contacts.forms.organisations import OrganisationForm, QuickOrganisationForm
from crm.contacts.forms.people import PersonForm, QuickPersonForm, person_candidates

__all__ = [
    "OrganisationForm",
    "PersonForm",
    "QuickOrganisationForm",
    "QuickPersonForm",
    "organisation_filter",
    "person_candidates",
    "person_filter",
]
