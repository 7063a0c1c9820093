"""What is done to places: loaded, given a tier; holidays and exchange rates kept."""

from crm.places.services.borders import (
    ContactPlan,
    EntryPlan,
    add_emergency,
    add_entry_rule,
    change_emergency,
    change_entry_rule,
    load_emergency,
    load_entry_rules,
    remove_emergency,
    remove_entry_rule,
)
from crm.places.services.calendars import UNDO_DAYS, calendar_lines, import_calendar, open_calendar, undo_calendar
from crm.places.services.checks import LONGEST_SOURCE, Loaded
from crm.places.services.days import (
    HolidayInput,
    add_holiday,
    change_holiday,
    fetch_holidays,
    load_holidays,
    remove_holiday,
)
from crm.places.services.kept import NameInput, PlaceInput, add, archive, change, confirm
from crm.places.services.office_days import keep_office_days
from crm.places.services.places import add_tier, load, take
from crm.places.services.rates import add_rate, load_rates, remove_rate
