"""Letters as a kind of record."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.letters import queries
from crm.letters.models import Letter

LETTER = Kind(Letter, queries.visible_to, noun=N_("Letters"), plural=N_("Letters"), page="letters.record")
