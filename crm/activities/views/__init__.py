"""The pages about the money of activities: budget, costs, report to who subsidised it."""

from crm.activities.views import budget, costs, subsidy
from crm.activities.views.blueprint import bp

__all__ = ["bp", "budget", "costs", "subsidy"]
