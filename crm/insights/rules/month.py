"""The numbers of the month that are kept on a day and compared later, and what keeping them is called."""

from dataclasses import dataclass
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

#: The rules of counting (docs/domain.md §3). Whoever changes one gives it the month of the change: what was counted by
#: others is then said to be.
RULES: Final = "2026-12"
KEPT: Final = Verb("insights.kept", N_("Figures of the month kept"))
KEEP_JOB: Final = "insights.keep"
COUNT, MONEY, WORTH, SHARE, VERDICT = "count", "money", "worth", "share", "verdict"


@dataclass(frozen=True)
class MonthNumber:
    """A number of the month: what it is called, and which kind of number it is."""

    label: str
    kind: str = COUNT
    of_the_day: bool = False  #: what was open on a day: later it can be counted no more


#: {code under which it is kept: number}, in the order of the page.
NUMBERS: Final = {
    "activities": MonthNumber(N_("Activities ended")),
    "visits": MonthNumber(N_("Visits at these activities")),
    "talks": MonthNumber(N_("Talks held")),
    "cases": MonthNumber(N_("Negotiations with their first talk")),
    "agreements": MonthNumber(N_("Commercial agreements signed")),
    "asked": MonthNumber(N_("Questions asked on what came of a case")),
    "answered": MonthNumber(N_("Answers to these questions")),
    "orders": MonthNumber(N_("Orders reported")),
    "spent": MonthNumber(N_("Cost of these activities"), MONEY),
    "spent_unrated": MonthNumber(N_("Costs without an exchange rate")),
    "rate": MonthNumber(N_("Talk-to-agreement rate"), SHARE),
    "signed": MonthNumber(N_("Signed: commercial agreements"), WORTH),
    "signed_unrated": MonthNumber(N_("Agreements without an exchange rate")),
    "signed_unvalued": MonthNumber(N_("Agreements without an amount")),
    "confirmed": MonthNumber(N_("Reported: orders or contracts, as they were told"), MONEY),
    "confirmed_unrated": MonthNumber(N_("Orders without an exchange rate")),
    "verdict": MonthNumber(N_("Verdict"), VERDICT),
    "open": MonthNumber(N_("Open negotiations"), of_the_day=True),
    "stalled": MonthNumber(N_("Stalled"), of_the_day=True),
    "talked_about": MonthNumber(N_("Talked about: open negotiations, full value"), WORTH, of_the_day=True),
    "in_prospect": MonthNumber(N_("In prospect: the same, times their probability"), WORTH, of_the_day=True),
    #: Both of the next two, which figures that were kept before 2026-12-01 do not tell apart.
    "open_unrated": MonthNumber(N_("Open negotiations without a value or an exchange rate"), of_the_day=True),
    "open_unvalued": MonthNumber(N_("Open negotiations without a value"), of_the_day=True),
    "open_without_rate": MonthNumber(N_("Open negotiations without an exchange rate"), of_the_day=True),
}
