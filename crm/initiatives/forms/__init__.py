"""The forms of initiatives, of their division of roles and of their challenges."""

from crm.initiatives.forms.aims import FundingForm, GoalsForm, MarketsForm
from crm.initiatives.forms.challenges import ChallengeForm
from crm.initiatives.forms.chosen import InitiativeChosenForm
from crm.initiatives.forms.initiatives import INITIATIVES_LIST, NAME_FIELDS, InitiativeForm, NamedForm, names_of
from crm.initiatives.forms.roles import LayoutForm, cells_form
