"""What happens to activities: `activities` (plan, states), `participants`, `costs` paid, `budget`, `calls`."""

from crm.activities.services.activities import ActivityInput, archive, change, move, plan, restore
from crm.activities.services.approvals import ask_approval, decide
from crm.activities.services.budget import (
    BudgetInput,
    HoursInput,
    ShareInput,
    copy_budget,
    divide,
    record_export,
    take_fees,
    write_budget,
    write_hours,
    write_shares,
)
from crm.activities.services.calls import CallInput, copy_call, issue_call, write_call
from crm.activities.services.costs import (
    CostInput,
    approve_costs,
    book_cost,
    change_cost,
    check_open,
    convert_again,
    remove_cost,
    settle_costs,
)
from crm.activities.services.participants import (
    ParticipantTerms,
    add_participant,
    add_participants,
    arrange,
    change_participant,
    keep_title,
    note_attendance,
    place_of,
    put_at,
    remove_participant,
    tell_titles,
)
from crm.activities.services.subsidies import hand_in
