"""What the day brings: `coming` (the next mission and what is planned), `recent` (what I touched last), `first` (the
first steps of a new office)."""

from crm.home.queries.coming import NextMission, appointments, days_to, next_activity, next_mission, now_at, promises
from crm.home.queries.first import first_steps
from crm.home.queries.recent import recent
