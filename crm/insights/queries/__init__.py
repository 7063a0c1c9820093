"""Reading the figures: `population` says what counts, for all of them. `funnels` and `pipeline` count, `behind` lists
the records that were counted, `goals` how far an initiative has come, `costs` what a lead, a talk and an agreement
cost, `spent` what lies behind those, `told` the visits, answers, reports and tasks behind a number, `hypothesis`
whether regional cities with a partner bring more for the money (`ground`: the rows, `members`: what is in which cell;
`evaluations`: what others found), `leaving` what somebody took out of all of them, `times` how long things take, `year`
the few numbers of the fiscal year, `month` the page and paper that management decides on, `kept` its figures as they
stood on a day, `answers` what came of quick and slow answers, `fairs` what came of a fair beside the last edition and
beside those of others.

`cohort` (leads) and `cases` (negotiations) are the sets; `flags` says what a place or an organisation was on a day.
"""

from crm.insights.queries.answers import answer_curve, leads_of_pace
from crm.insights.queries.behind import (
    ALL,
    CASE_SETS,
    CELL_SETS,
    NONE,
    OUTSIDE,
    PIPELINE_SETS,
    STANDING_SETS,
    VISIT_SETS,
    Group,
    LeadRow,
    TalkPart,
    cases_behind,
    leads_answered,
    leads_behind,
    leads_of_cell,
    talks_behind,
    talks_of_cell,
)
from crm.insights.queries.cases import cases, makers
from crm.insights.queries.cohort import cohort
from crm.insights.queries.costs import CostFigures, CostRow, cost_figures, decimal
from crm.insights.queries.evaluations import evaluations
from crm.insights.queries.fairs import (
    edition_rows,
    fair_leads,
    fair_tally,
    is_left_out,
    published_results,
    with_before,
)
from crm.insights.queries.funnels import FunnelFigures, SplitRow, days_with_leads, funnel_figures
from crm.insights.queries.goals import progress
from crm.insights.queries.hypothesis import hypothesis_figures
from crm.insights.queries.kept import is_kept, kept, last_kept, numbers, one_kept, open_numbers, stretch_numbers, values
from crm.insights.queries.leaving import Leavable, leavable, not_counted
from crm.insights.queries.members import BESIDE, LATE, RUNNING
from crm.insights.queries.month import month_figures
from crm.insights.queries.pipeline import first_stalled, open_rows, pipeline_figures
from crm.insights.queries.places import (
    MOST_NAMED,
    MOST_PRINTED,
    ComparedPlace,
    compared,
    every_place,
    narrowed_to_activities,
    places_figures,
    texts_of,
)
from crm.insights.queries.places import SORTS as PLACE_SORTS
from crm.insights.queries.population import left_out
from crm.insights.queries.slices import Slice, WholeSet
from crm.insights.queries.spent import (
    CELL_SIGNED_SETS,
    SIGNED_SETS,
    ActivityCost,
    AgreementPart,
    activity_costs,
    agreements_behind,
    agreements_of_cells,
    agreements_signed,
    unrated_costs,
)
from crm.insights.queries.times import ANSWER_SETS, LIMITS, TimeFigures, time_figures
from crm.insights.queries.told import OwedReport, outcomes_behind, reports_behind, tasks_behind, visits_behind
from crm.insights.queries.year import year_costs, year_figures, year_of
from crm.insights.rules.ways import Switches
