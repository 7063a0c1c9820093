"""The pages of showrooms and of their exhibits."""

from crm.showrooms.views import exhibits, showrooms
from crm.showrooms.views.blueprint import bp
