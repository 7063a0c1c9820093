"""Which number each paper of the sample bears: one register, counted up in the order of their days."""

from datetime import date, timedelta
from itertools import count
from typing import Final

from crm.sample.queries import own_data
from crm.sample.services.approvals import ROUNDS
from crm.sample.services.offices import OFFICE
from crm.sample.services.register import Register

#: Whose report to whoever granted a subsidy went out, and when: before the end of the fiscal year.
HANDED_IN: Final = {("m6", "prefecture_subsidy"): date(2026, 3, 27)}
#: So long before an activity somebody begins to plan it.
PLANNED_BEFORE = timedelta(days=150)
#: So long after its end its report is handed in.
REPORTED_AFTER = timedelta(days=9)
#: Of which activities there is a report.
REPORTED = {"closed", "reporting"}
FIRST = 101


def numbered(register: Register) -> dict[tuple[str, str], str]:
    """{(which paper, key of its activity): its number} of plans and reports; what comes later takes the next."""
    papers: list[tuple[date, str, str]] = [(day, "subsidy", key) for (key, _source), day in HANDED_IN.items()]
    for row in own_data("activities"):
        key, start_on, end_on = row["key"], date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        asked = ROUNDS[key][0].asked_on if key in ROUNDS else planned_on(register, start_on)
        papers.append((asked, "plan", key))
        if row["status"] in REPORTED:
            papers.append((reported_on(register, end_on), "report", key))
    counters: dict[int, count[int]] = {}
    numbers = {}
    for day, paper, key in sorted(papers):
        year = OFFICE.fiscal_year(day)
        numbers[paper, key] = OFFICE.document_number(next(counters.setdefault(year, count(FIRST))), year)
    return numbers


def planned_on(register: Register, start_on: date) -> date:
    """When somebody began to plan an activity of that day."""
    return register.workday(start_on - PLANNED_BEFORE, -1)


def reported_on(register: Register, end_on: date) -> date:
    """The day of the report on what ended then."""
    return register.workday(end_on + REPORTED_AFTER)
