"""Reading negotiations.

`records` (which ones a user sees, and one with all its page shows), `lists` (filters and pages), `board` (columns
with counts and totals), `ageing` (days in stage, silence, stalled), `outlook` (what the open pipeline is worth),
`timeline` (what happened, in order), `paths` (which stages were reached when).
"""

from crm.negotiations.queries.ageing import (
    Standing,
    last_contacts,
    stalled,
    stalled_condition,
    stalled_count,
    standings,
)
from crm.negotiations.queries.board import Board, BoardColumn, board
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
    open_ones_due,
    value_totals,
)
from crm.negotiations.queries.outlook import Outlook, StageOutlook, open_pipeline
from crm.negotiations.queries.paths import Path, effective_events, path, reached
from crm.negotiations.queries.records import (
    archived,
    evidence,
    first_talk_meeting,
    is_visible,
    labels,
    linkable_leads,
    linkable_meetings,
    linked_meetings,
    named,
    one,
    people,
    places_used,
    visible_ids,
    visible_labels,
    visible_to,
)
from crm.negotiations.queries.timeline import STEP, Happening, Timeline, timeline

__all__ = [
    "STEP",
    "Board",
    "BoardColumn",
    "CaseFilter",
    "CaseLine",
    "Happening",
    "Outlook",
    "Path",
    "StageOutlook",
    "Standing",
    "Timeline",
    "archived",
    "board",
    "case_lines",
    "effective_events",
    "evidence",
    "filtered",
    "first_talk_meeting",
    "is_visible",
    "labels",
    "last_contacts",
    "linkable_leads",
    "linkable_meetings",
    "linked_meetings",
    "named",
    "negotiations",
    "of_activity",
    "of_lead",
    "of_meeting",
    "of_organisation",
    "one",
    "open_ones_due",
    "open_pipeline",
    "path",
    "people",
    "places_used",
    "reached",
    "stalled",
    "stalled_condition",
    "stalled_count",
    "standings",
    "timeline",
    "value_totals",
    "visible_ids",
    "visible_labels",
    "visible_to",
]
