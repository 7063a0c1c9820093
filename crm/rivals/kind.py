"""Activities of competing regions, and signals of demand, as kinds of records."""

from crm.core.kinds import Kind
from crm.rivals import queries
from crm.rivals.models import DemandSignal, RivalActivity

RIVAL_ACTIVITY = Kind(RivalActivity.__tablename__, queries.rival_is_visible)
DEMAND_SIGNAL = Kind(DemandSignal.__tablename__, queries.signal_is_visible)
