"""What happens to missions: `programme` (items, visits, who joins), `again` (a new one after an earlier one),
`feeds` (secret addresses of calendars)."""

from crm.missions.services.again import again
from crm.missions.services.agreeing import confirm_all
from crm.missions.services.bookings import keep_bookings
from crm.missions.services.dropping import needs_reason
from crm.missions.services.feeds import open_feed, revoke_feed
from crm.missions.services.hosting import hosts_taken, take_hosts
from crm.missions.services.pasted import ListedHost, add_pasted, sketch, take_back
from crm.missions.services.plans import ItemInput, VisitInput
from crm.missions.services.programme import (
    add_item,
    change,
    change_item,
    close,
    drop_item,
    join,
    move,
    move_item,
    plan,
    remove_participant,
    restore_item,
    settle,
    wanted_place,
    with_new_host,
)
from crm.missions.services.shifts import Shift, Shifted, Stood, shift_item, unshift
from crm.missions.services.templates import NAME_LIMIT as TEMPLATE_NAME_LIMIT
from crm.missions.services.templates import from_pattern, from_template, save_template
