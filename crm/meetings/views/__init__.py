"""The pages about meetings."""

from crm.meetings.views import enclosures, meetings, minutes, photos
from crm.meetings.views.blueprint import bp
