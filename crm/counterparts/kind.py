"""Links between regions as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.counterparts import queries
from crm.counterparts.models import SisterLink

SISTER_LINK = Kind(SisterLink, queries.visible_to, plural=N_("Counterparts"), page="counterparts.record")
