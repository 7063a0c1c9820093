"""The input of the pages of sales routes, and their list."""

from crm.partners.forms.lists import ROUTES_LIST
from crm.partners.forms.routes import RouteForm
