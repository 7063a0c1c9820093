"""The pages about open points and rounds."""

from crm.talks.views import points, rounds
from crm.talks.views.blueprint import bp
