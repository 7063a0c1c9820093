"""Sales routes as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.partners import queries
from crm.partners.models import SalesRoute

SALES_ROUTE = Kind(
    SalesRoute, queries.visible_to, noun=N_("Sales route"), plural=N_("Sales routes"), page="partners.record"
)
