"""Reading the figures: `funnels` and `pipeline` count, `behind` lists the records that were counted, `goals` how
far an initiative has come, `costs` what a lead, a talk and an agreement cost, `spent` what lies behind those,
`hypothesis` whether regional cities with a partner bring more for the money, `times` how long things take.

`cohort` (leads) and `cases` (negotiations) are the sets; `flags` says what a place or an organisation was on a day.
"""

from crm.insights.queries.behind import CASE_SETS, NONE, PIPELINE_SETS, Group, LeadRow, cases_behind, leads_behind
from crm.insights.queries.cases import Case, cases, makers
from crm.insights.queries.cohort import CohortLead, cohort
from crm.insights.queries.costs import CostFigures, CostRow, Switches, cost_figures, decimal
from crm.insights.queries.funnels import FunnelFigures, SplitRow, funnel_figures
from crm.insights.queries.goals import GoalFigure, Progress, progress
from crm.insights.queries.hypothesis import hypothesis_figures
from crm.insights.queries.pipeline import OpenRow, PipelineFigures, pipeline_figures
from crm.insights.queries.spent import ActivityCost, AgreementPart, activity_costs, agreements_behind
from crm.insights.queries.times import TimeFigures, time_figures

__all__ = [
    "CASE_SETS",
    "NONE",
    "PIPELINE_SETS",
    "ActivityCost",
    "AgreementPart",
    "Case",
    "CohortLead",
    "CostFigures",
    "CostRow",
    "FunnelFigures",
    "GoalFigure",
    "Group",
    "LeadRow",
    "OpenRow",
    "PipelineFigures",
    "Progress",
    "SplitRow",
    "Switches",
    "TimeFigures",
    "activity_costs",
    "agreements_behind",
    "cases",
    "cases_behind",
    "cohort",
    "cost_figures",
    "decimal",
    "funnel_figures",
    "hypothesis_figures",
    "leads_behind",
    "makers",
    "pipeline_figures",
    "progress",
    "time_figures",
]
