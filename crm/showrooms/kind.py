"""Showrooms and what they show as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.showrooms import queries
from crm.showrooms.models import Exhibit, Settlement, Showroom

SHOWROOM = Kind(
    Showroom,
    queries.visible_to,
    noun=N_("Permanent showroom"),
    plural=N_("Permanent showrooms"),
    page="showrooms.record",
    called=queries.called,
    loads=queries.NAMED,
    has_tasks=True,
)
EXHIBIT = Kind(Exhibit, queries.visible_exhibits, noun=N_("Exhibit"), plural=N_("Exhibits"), page="showrooms.exhibit")
SETTLEMENT = Kind(
    Settlement,
    queries.visible_settlements,
    noun=N_("Settlement"),
    plural=N_("Settlements"),
    page="showrooms.settlement",
)
