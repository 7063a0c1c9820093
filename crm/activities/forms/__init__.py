"""The input of the pages about the money of activities."""

from crm.activities.forms.budget import BudgetForm, HoursForm, shares_form
from crm.activities.forms.costs import CostForm, cost_form

__all__ = ["BudgetForm", "CostForm", "HoursForm", "cost_form", "shares_form"]
