"""Reading leads: who showed interest in what, and who that may be in the contacts."""

from crm.leads.queries.above import captured_by, exhibits, showrooms, ticks
from crm.leads.queries.asked import asked, asked_at, asked_products, goods_of, in_language
from crm.leads.queries.leads import (
    LISTED,
    MOST_WAITING,
    PANEL_SIZE,
    Filter,
    activity_of,
    answers_due,
    asking,
    booths,
    called,
    fair_days,
    filtered,
    firm,
    heading,
    leads,
    not_to_answer,
    one,
    ranked_again,
    tally,
    unanswered,
    unranked_last,
    unreachable,
    unreachable_among,
    visible_to,
    who,
    without_consent,
)
from crm.leads.queries.likeness import again, brought_by, captured_twice, organisations_like, people_like, to_match
from crm.leads.queries.whence import country, guessed_place, home
