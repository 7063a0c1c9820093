"""Reading activities: `activities` themselves, what they `costs`, and one's whole `budget`."""

from crm.activities.queries.activities import (
    LINE,
    LISTED,
    Filter,
    activities,
    call,
    day_at,
    days_of,
    ends_on,
    filtered,
    fiscal_years,
    for_feed,
    headed,
    held_where,
    labels,
    left_out,
    named,
    names_of,
    of_organisation,
    of_person,
    one,
    one_kept,
    options,
    organisation_on,
    over,
    participants,
    place_at,
    place_of,
    post_of,
    title_held,
    title_ranks,
    told,
    visible_ids,
    visible_to,
    whole,
)
from crm.activities.queries.approvals import (
    all_waiting,
    approvals,
    approved,
    next_number,
    number_is_taken,
    number_waiting,
    requests,
    returned,
    usual_retention,
    waiting,
)
from crm.activities.queries.attendance import awaiting_attendance, number_awaiting_attendance
from crm.activities.queries.boxes import box_of, passed_over
from crm.activities.queries.budget import (
    Budget,
    Compared,
    budget,
    budget_lines,
    cost,
    fees,
    plan_and_costs,
    sees_budgets,
    shares,
)
from crm.activities.queries.closing import Closing, ending
from crm.activities.queries.costs import (
    ActivityMoney,
    UnratedSum,
    cost_totals,
    counted_costs,
    money_of,
    still_open,
    used_of,
)
from crm.activities.queries.plans import beside, kept, places, plan
from crm.activities.queries.subsidies import subsidy_paper
from crm.activities.queries.visas import needless_visas
from crm.activities.queries.where import goes_to, visited
