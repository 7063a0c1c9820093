"""The pages of places, holidays, entry rules, emergency contacts and exchange rates."""

from crm.places.views import calendars, emergency, entry, holidays, kept, places, rates
from crm.places.views.blueprint import bp
