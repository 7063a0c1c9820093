"""Activities of competing regions, and signals of demand, as kinds of records."""

from crm.core.kinds import Kind
from crm.rivals import queries
from crm.rivals.models import DemandSignal, RivalActivity

RIVAL_ACTIVITY = Kind(RivalActivity, queries.visible_rivals)
DEMAND_SIGNAL = Kind(DemandSignal, queries.visible_signals)
