"""Reading missions: the programme by day, what is missing, and the whole mission as facts."""

from crm.missions.queries.above import whole
from crm.missions.queries.agreeing import to_agree
from crm.missions.queries.borders import Border, crossed
from crm.missions.queries.calendar import PlannedElsewhere, calendar, delegates, feed_calendar, feeds, tell_calendars
from crm.missions.queries.closing import after_the_end, ending
from crm.missions.queries.days import LocalDay, Now, at, by_day, days, every_day, printed_days
from crm.missions.queries.emergency import reached_by, reached_on, without_number
from crm.missions.queries.facts import Facts, VisitFact, fact, facts, on_list, on_paper, seating, sheets_of
from crm.missions.queries.gaps import gaps
from crm.missions.queries.headed import Headed, counted_head, headed
from crm.missions.queries.holidays import during, note
from crm.missions.queries.itinerary import (
    ProgrammeEntry,
    entries,
    interpreting_elsewhere,
    is_split,
    item,
    items,
    local_language,
    of_organisation,
    other_zone,
    receives,
    sides,
    signings,
    slot,
    visible_to,
    zone_of_guests,
)
from crm.missions.queries.lists import STEP, MissionFilter, MissionLine, mission_lines
from crm.missions.queries.map import MapPlace, on_map
from crm.missions.queries.names import GuessedLetters, guessed_letters, lacking_names, without_letters
from crm.missions.queries.outlook import MissionOutlook, next_activity, next_outlook, programme
from crm.missions.queries.pasted import homes, landing, place_for, places_of, read, same_as, spelled, standing
from crm.missions.queries.planned import planned_programme
from crm.missions.queries.population import Population, population, visits_begun, visits_by
from crm.missions.queries.series import report_lines
from crm.missions.queries.stays import places_of as places_gone_to
from crm.missions.queries.stays import stays
from crm.missions.queries.templates import template, templates, visible_templates
from crm.missions.queries.timing import stop
from crm.missions.queries.towns import town_in
from crm.missions.queries.week import weeks
from crm.missions.rules import Gap
