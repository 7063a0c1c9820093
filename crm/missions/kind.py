"""Items of a programme, and templates of missions, as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.missions import queries
from crm.missions.models import ActivityTemplate, ItineraryItem

ITINERARY_ITEM = Kind(ItineraryItem, queries.visible_to, noun=N_("Programme"))
ACTIVITY_TEMPLATE = Kind(ActivityTemplate, queries.visible_templates)
