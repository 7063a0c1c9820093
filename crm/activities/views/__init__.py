"""The pages about the approval and the money of activities: request, budget, costs, report to who subsidised it."""

from crm.activities.views import approvals, budget, costs, subsidy
from crm.activities.views.blueprint import bp
