"""What an initiative's states are called, and the acts its history shows."""

from crm.audit.rules import Verb
from crm.core.texts import N_

INITIATIVE_STATUSES: dict[str, str] = {
    "planned": N_("Planned"),
    "active": N_("Active"),
    "closed": N_("Closed"),
}

PLANNED = Verb("initiative.planned", N_("Initiative planned"))
CHANGED = Verb("initiative.changed", N_("Initiative changed"))
ARCHIVED = Verb("initiative.archived", N_("Initiative archived"))
RESTORED = Verb("initiative.restored", N_("Initiative restored"))
