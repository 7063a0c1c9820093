"""Items of a programme, and templates of missions, as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.missions import queries
from crm.missions.models import ActivityTemplate, ItineraryItem

ITINERARY_ITEM = Kind(ItineraryItem.__tablename__, queries.is_visible, noun=N_("Programme"))
ACTIVITY_TEMPLATE = Kind(ActivityTemplate.__tablename__, queries.template_is_visible)
