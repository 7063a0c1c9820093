"""The pages of places, holidays and exchange rates."""

from crm.places.views import calendars, holidays, places, rates
from crm.places.views.blueprint import bp

__all__ = ["bp", "calendars", "holidays", "places", "rates"]
