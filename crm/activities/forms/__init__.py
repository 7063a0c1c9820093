"""The input of the pages about the approval and the money of activities."""

from crm.activities.forms.approvals import AskForm, DecideForm, decide_form
from crm.activities.forms.budget import BudgetForm, HoursForm, shares_form
from crm.activities.forms.costs import cost_form
from crm.activities.forms.facets import ACTIVITY
from crm.activities.forms.subsidies import HandInForm
