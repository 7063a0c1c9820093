"""The pages about meetings."""

from crm.meetings.views import meetings, minutes, photos
from crm.meetings.views.blueprint import bp

__all__ = ["bp", "meetings", "minutes", "photos"]
