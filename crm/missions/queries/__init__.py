"""Reading missions: the programme by day, what is missing, and the whole mission as facts."""

from crm.missions.queries.calendar import calendar, delegates, feed_calendar, feeds
from crm.missions.queries.closing import ending
from crm.missions.queries.emergency import phone_of, without_number
from crm.missions.queries.facts import Facts, Host, Seating, VisitFact, fact, facts, on_paper, seating, sheets_of
from crm.missions.queries.gaps import gaps, needs_reading
from crm.missions.queries.holidays import during, note
from crm.missions.queries.itinerary import (
    Entry,
    LocalDay,
    Now,
    archived_item,
    at,
    by_day,
    days,
    entries,
    every_day,
    interpreting_elsewhere,
    is_split,
    is_visible,
    item,
    items,
    local_address,
    local_language,
    of_organisation,
    options,
    other_zone,
    sides,
    slot,
    visible_to,
)
from crm.missions.queries.outlook import Outlook, next_outlook
from crm.missions.queries.pasted import is_among, place_for, read, standing
from crm.missions.queries.series import ReportLine, report_lines
from crm.missions.queries.templates import template, template_is_visible, templates
from crm.missions.queries.timing import stop
from crm.missions.rules import Gap

__all__ = [
    "is_split",
    "is_among",
    "place_for",
    "read",
    "other_zone",
    "phone_of",
    "standing",
    "stop",
    "Entry",
    "Facts",
    "Gap",
    "Host",
    "LocalDay",
    "Now",
    "Outlook",
    "ReportLine",
    "Seating",
    "VisitFact",
    "archived_item",
    "at",
    "by_day",
    "calendar",
    "days",
    "delegates",
    "during",
    "ending",
    "entries",
    "every_day",
    "fact",
    "facts",
    "feed_calendar",
    "feeds",
    "gaps",
    "interpreting_elsewhere",
    "is_visible",
    "item",
    "items",
    "local_address",
    "local_language",
    "needs_reading",
    "next_outlook",
    "note",
    "of_organisation",
    "on_paper",
    "options",
    "report_lines",
    "seating",
    "sheets_of",
    "sides",
    "slot",
    "template",
    "template_is_visible",
    "templates",
    "visible_to",
    "without_number",
]
