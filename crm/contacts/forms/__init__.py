"""The input of the pages about organisations and people, and the filters of their lists."""

from crm.contacts.forms.lists import ORGANISATIONS_LIST, PEOPLE_LIST
from crm.contacts.forms.organisations import OrganisationForm, QuickOrganisationForm
from crm.contacts.forms.ours import OurOrganisationForm
from crm.contacts.forms.people import PersonForm, QuickPersonForm, person_candidates
from crm.contacts.forms.portraits import PortraitForm
from crm.contacts.forms.relations import DIRECTIONS, RelationDatesForm
