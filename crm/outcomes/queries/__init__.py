"""What a user sees of outcomes, and what they come to."""

from crm.outcomes.queries.counted import Elsewhere, SummaryLine, Unlisted, left_out, summary, told_between, told_sets
from crm.outcomes.queries.outcomes import (
    LOADED,
    OutcomeCase,
    by_token,
    cases,
    counts,
    due_list,
    ended,
    is_uncounted,
    known,
    leaving_mail,
    of_negotiation,
    of_tasks,
    one,
    reminders,
    state,
    to_remind,
    to_send,
    told_on,
    unconfirmed,
    usual_address,
    visible_to,
    waiting_mail,
)
