"""Activities of competing regions, and signals of demand, as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.rivals import queries
from crm.rivals.models import DemandSignal, RivalActivity

RIVAL_ACTIVITY = Kind(
    RivalActivity,
    queries.visible_rivals,
    noun=N_("Competing region"),
    plural=N_("Competing regions"),
    page="rivals.record",
    names=queries.rival_names,
    called=queries.rival_called,
    loads=queries.RIVAL_LOADED,
)
DEMAND_SIGNAL = Kind(
    DemandSignal,
    queries.visible_signals,
    noun=N_("Demand signal"),
    plural=N_("Demand signals"),
    page="rivals.signal",
    names=queries.signal_names,
    called=queries.signal_called,
)
