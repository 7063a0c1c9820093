"""The input of the pages about leads, and their list."""

from crm.leads.forms.leads import CaptureForm, DisqualifyForm, EnterForm, LeadForm, prefilled
from crm.leads.forms.lists import LEADS_LIST
