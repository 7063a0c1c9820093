"""What happens to negotiations.

`access` (what a barred product holds up),
`cases` (opened, changed, rested), `losing` (to whom), `moves` (between stages), `links` (meetings, leads and
interactions), `following` (moves that follow from a talk).
"""

from crm.negotiations.services.access import Barred, ManagementWord, let_go_on
from crm.negotiations.services.cases import (
    CaseInput,
    archive,
    change,
    close_steps,
    complete_step,
    give,
    hold,
    open_case,
    postpone_step,
    release,
    set_next_step,
    settle_steps,
)
from crm.negotiations.services.counting import keep_cases, settle_all_cases, settle_first_talks
from crm.negotiations.services.following import follow_talks, followed
from crm.negotiations.services.links import link_lead, link_meeting, log, unlink_meeting
from crm.negotiations.services.losing import name_rival
from crm.negotiations.services.moves import (
    conclude,
    freeze_anew,
    let_conclude,
    move,
    undo_move,
    withdraw_conclusion,
)
