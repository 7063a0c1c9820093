"""A list that was read beside what is stored: organisations found, people known, delegates that are missing."""

from crm.rosters.queries.bodies import meant, surely_meant, told
from crm.rosters.queries.lines import BodyLine, RosterLine, RosterPlan, latin_of
from crm.rosters.queries.pastes import paste
from crm.rosters.queries.people import unread
from crm.rosters.queries.plans import origin, plan
