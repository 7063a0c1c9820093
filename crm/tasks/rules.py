"""The tables of tasks: their states, what they may hang on, and when they are late."""

from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

TASK_STATUSES: Final[dict[str, str]] = {
    "open": N_("Open"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}

#: What a task may hang on: {table name: label of one such record}. A countdown has the id of its mission.
RECORD_LABELS: Final[dict[str, str]] = {
    "activities": N_("Mission or other activity"),
    "agreements": N_("Agreement"),
    "checklists": N_("Countdown of a mission"),
    "initiatives": N_("Initiative"),
    "leads": N_("Lead"),
    "meetings": N_("Meeting"),
    "negotiations": N_("Negotiation"),
    "organisations": N_("Organisation"),
    "people": N_("Person"),
}

#: A postponed task moves by this many days when no day is named.
WEEK: Final = 7

ADDED = Verb("task.added", N_("Task added"))
CHANGED = Verb("task.changed", N_("Task changed"))
DONE = Verb("task.done", N_("Task done"))
REOPENED = Verb("task.reopened", N_("Task reopened"))
POSTPONED = Verb("task.postponed", N_("Task postponed"))
REASSIGNED = Verb("task.reassigned", N_("Task given to someone else"))
CANCELLED = Verb("task.cancelled", N_("Task cancelled"))


def is_overdue(status: str, due_on: date, today: date) -> bool:
    """Whether a task is late: still open, and its day has passed."""
    return status == "open" and due_on < today


#: Where the page of a record is, by its table name; an upper capability that is not there gives no link.
RECORD_PAGES = {
    "activities": "missions.record",
    "agreements": "agreements.record",
    "checklists": "checklists.record",
    "initiatives": "initiatives.record",
    "leads": "leads.record",
    "meetings": "meetings.record",
    "negotiations": "negotiations.record",
    "organisations": "contacts.organisation",
    "people": "contacts.person",
}
