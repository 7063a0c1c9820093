"""Reading meetings: which a user sees, which are talks, and who may sit in one."""

from crm.meetings.queries.arrivals import mail_in
from crm.meetings.queries.benches import benches
from crm.meetings.queries.counted import (
    counted_for,
    counts_first,
    facts_of,
    is_counted,
    number_by_activity,
    talks_by_activity,
)
from crm.meetings.queries.items import held_at, logged_items, of_items, rooms_of
from crm.meetings.queries.meetings import (
    ATTENDEES,
    PANEL_SIZE,
    Filter,
    activity_of,
    complete,
    counted_talks,
    filtered,
    first_that_counts,
    for_report,
    how_manieth,
    is_minuted,
    is_talk,
    meetings,
    one,
    same_talk,
    talks,
    unanswered,
    visible_ids,
    visible_to,
)
from crm.meetings.queries.parts import (
    enclosure,
    enclosure_count,
    invited,
    minute_item,
    next_order,
    photo,
    photo_count,
    report_photos,
    series,
    subject_beside,
)
from crm.meetings.queries.promises import promises
from crm.meetings.queries.room import MeetingRoom, PersonFace, counterparts, firms_of_ours, guests, room
from crm.meetings.queries.seated import SeatedDelegate, absent_in_talks, delegates_in_talks, met, people_met
from crm.meetings.queries.waiting import Draft, drafts_kept_by, waiting_drafts
