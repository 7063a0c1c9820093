"""The input of a rule of market access, and the list of rules."""

from crm.access.forms.lists import ACCESS_LIST
from crm.access.forms.rules import AccessForm
