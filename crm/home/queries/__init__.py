"""What the day brings: `coming` (the next mission and what is planned), `recent` (what I touched last), `figures`
(the few numbers of management)."""

from crm.home.queries.coming import Appointment, NextMission, Promise, appointments, next_mission, promises
from crm.home.queries.figures import Figures, TierCost, figures
from crm.home.queries.recent import Recent, recent

__all__ = [
    "Appointment",
    "Figures",
    "NextMission",
    "Promise",
    "Recent",
    "TierCost",
    "appointments",
    "figures",
    "next_mission",
    "promises",
    "recent",
]
