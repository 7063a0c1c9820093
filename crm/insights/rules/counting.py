"""What taking a record out of the figures is called in the log."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

LEFT_OUT: Final = Verb("insights.left_out", N_("Taken out of the figures"))
COUNTED: Final = Verb("insights.counted", N_("Counted in the figures again"))
