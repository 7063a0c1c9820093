"""What happens around a fair: kinds of activities that are one, and what is done with booths (domain.md §1.5)."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

#: Activities on which we have a booth.
TYPES: Final = frozenset({"trade_fair", "product_fair"})

BOOTH_WRITTEN = Verb("booth.written", N_("Booth saved"))
BOOTH_ARCHIVED = Verb("booth.archived", N_("Booth archived"))
BOOTH_RESTORED = Verb("booth.restored", N_("Booth restored"))
