"""The pages of missions and all other activities."""

from crm.missions.views import (
    again,
    attendance,
    calendars,
    delegation,
    itinerary,
    map,
    missions,
    names,
    panels,
    pasted,
    templates,
    today,
)
from crm.missions.views.blueprint import bp, hosts_taken
