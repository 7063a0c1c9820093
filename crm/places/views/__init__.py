"""The pages of places, holidays and exchange rates."""

from crm.places.views import holidays, places, rates
from crm.places.views.blueprint import bp

__all__ = ["bp", "holidays", "places", "rates"]
