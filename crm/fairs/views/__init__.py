"""The pages of fairs."""

from crm.fairs.views import booths
from crm.fairs.views.blueprint import bp
