"""The numbers of the month that are kept on a day and compared later, and what keeping them is called."""

from dataclasses import dataclass
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

#: The rules of counting (docs/domain.md §3). Whoever changes one gives it the month of the change: what was counted by
#: others is then said to be.
RULES: Final = "2026-11"
KEPT: Final = Verb("insights.kept", N_("Figures of the month kept"))
KEEP_JOB: Final = "insights.keep"
COUNT, MONEY, WORTH, SHARE, VERDICT = "count", "money", "worth", "share", "verdict"


@dataclass(frozen=True)
class MonthNumber:
    """A number of the month: what it is called, and which kind of number it is."""

    label: str
    kind: str = COUNT


#: {code under which it is kept: number}, in the order of the page.
NUMBERS: Final = {
    "activities": MonthNumber(N_("Activities ended")),
    "visits": MonthNumber(N_("Visits at these activities")),
    "talks": MonthNumber(N_("Talks held")),
    "cases": MonthNumber(N_("Negotiations with their first talk")),
    "agreements": MonthNumber(N_("Commercial agreements signed")),
    "asked": MonthNumber(N_("Companies asked what came of it")),
    "answered": MonthNumber(N_("Companies that answered when asked what came of it")),
    "orders": MonthNumber(N_("Orders reported")),
    "spent": MonthNumber(N_("Cost of these activities"), MONEY),
    "rate": MonthNumber(N_("Talk-to-agreement rate"), SHARE),
    "open": MonthNumber(N_("Open negotiations")),
    "stalled": MonthNumber(N_("Stalled")),
    "talked_about": MonthNumber(N_("Talked about: open negotiations, full value"), WORTH),
    "in_prospect": MonthNumber(N_("In prospect: the same, times their probability"), WORTH),
    "signed": MonthNumber(N_("Signed: commercial agreements"), WORTH),
    "confirmed": MonthNumber(N_("Confirmed: orders that the companies reported"), MONEY),
    "verdict": MonthNumber(N_("Verdict"), VERDICT),
}
