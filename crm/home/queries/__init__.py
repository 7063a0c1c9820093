"""What the day brings: `coming` (the next mission and what is planned), `recent` (what I touched last), `first` (the
first steps of a new office), `figures` (the few numbers of management)."""

from crm.home.queries.coming import Appointment, NextMission, Promise, appointments, next_mission, promises
from crm.home.queries.figures import Figures, TierCost, figures
from crm.home.queries.first import FirstSteps, Step, first_steps
from crm.home.queries.recent import Recent, recent

__all__ = [
    "Appointment",
    "Figures",
    "FirstSteps",
    "NextMission",
    "Promise",
    "Recent",
    "Step",
    "TierCost",
    "appointments",
    "figures",
    "first_steps",
    "next_mission",
    "promises",
    "recent",
]
