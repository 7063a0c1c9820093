"""The input of the registry of counterparts, and its list."""

from crm.counterparts.forms.links import LinkForm
from crm.counterparts.forms.lists import COUNTERPARTS_LIST
