"""Reading negotiations.

`access` (what its target market lets in of its products), `records` (which ones a user sees, and one with all its
page shows), `lists` (filters and pages), `board` (columns with counts and totals), `ageing` (days in stage, silence,
stalled), `outlook` (what the open pipeline is worth), `paths` (which stages were reached when), `counted` (which are in
the figures, and where each belongs), `resting` (of what nothing is due any more), `rivals` (to whom cases
were lost), `turns` (whose move it is).
"""

from crm.negotiations.queries.access import (
    BarredGoods,
    Entering,
    HeldUp,
    Mark,
    access_of,
    barred_options,
    entering,
    held_up,
    undecided_cases,
    waiting,
)
from crm.negotiations.queries.ageing import (
    MOST_COUNTED,
    Standing,
    last_contacts,
    logged,
    silence,
    stalled,
    stalled_condition,
    standing,
    standings,
    with_contacts,
)
from crm.negotiations.queries.board import Lane, board
from crm.negotiations.queries.counted import counts, left_out, lost_first_talk
from crm.negotiations.queries.lists import (
    CaseFilter,
    CaseLine,
    case_lines,
    filtered,
    negotiations,
    of_activity,
    of_lead,
    of_meeting,
    of_organisation,
    value_totals,
)
from crm.negotiations.queries.paths import before_a_held_talk, effective_events, moved_since, path, reached, signed_on
from crm.negotiations.queries.records import (
    archived_label,
    evidence,
    first_talk_meeting,
    freezes,
    linkable_leads,
    linkable_meetings,
    linked_leads,
    linked_meetings,
    named,
    offered_talks,
    one,
    open_steps,
    people,
    places_used,
    products_used,
    shown,
    sides,
    source_activity_id,
    spoke_for_us,
    visible_ids,
    visible_labels,
    visible_to,
)
from crm.negotiations.queries.resting import GREW_FROM, given_up, given_up_of, signed_of
from crm.negotiations.queries.rivals import lost_to, number_lost_at, rival_of, rival_places
from crm.negotiations.queries.titles import SIDES, firms, named_sides, sold, title
from crm.negotiations.queries.turns import TURN, turn, turns_told_by
