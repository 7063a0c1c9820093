"""The tables of tasks: their states, what they may hang on, and when they are late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_
from crm.core.working import WorkingDays

TASK_STATUSES: Final[dict[str, str]] = {
    "open": N_("Open"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}
OVERDUE: Final = "overdue"
ALL: Final = "all"
#: What a list of tasks shows, one at a time.
TASK_STATES: Final[dict[str, str]] = {
    "open": N_("Open"),
    OVERDUE: N_("Overdue"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
    ALL: N_("All"),
}
NORMAL: Final = "normal"
#: Of tasks due on one day those come first that are higher up here.
PRIORITIES: Final[dict[str, str]] = {"high": N_("High"), NORMAL: N_("Normal"), "low": N_("Low")}
GIVEN_UP, OVERTAKEN = "given_up", "overtaken"
#: Why an open task rests.
RESTS: Final[dict[str, str]] = {GIVEN_UP: N_("Negotiation lost"), OVERTAKEN: N_("Contract signed")}
#: Whose tasks it shows.
SCOPES: Final[dict[str, str]] = {"mine": N_("Mine"), "all": N_("All I can see")}

#: A postponed task moves by this many days when no day is named.
WEEK: Final = 7

#: A step of a plan is due at most so many days after the one before.
MOST_DAYS: Final = 400
#: From this hour on, by the person's own clock, a morning's digest goes out.
MORNING: Final = 7
#: The job that sends the reminders, every hour.
REMIND_JOB: Final = "tasks.remind"
#: What became of a reminder.
CLAIMED, SENT, FAILED, KEPT = "claimed", "sent", "failed", "kept"


@dataclass(frozen=True)
class Step:
    """A step of a plan: due `days` after the one before was done, working days of the office if `working`.

    What is `internal` is the office's own work: no report lists it.
    """

    text: str
    days: int
    working: bool = False
    internal: bool = False


#: Plans to begin with: (record, name, steps), in the language of whoever takes them over (domain.md §2.1).
USUAL_PLANS: Final[tuple[tuple[str, str, tuple[Step, ...]], ...]] = (
    (
        "meetings",
        N_("After a business talk"),
        (
            Step(N_("Send the thank-you letter"), 3, working=True),
            Step(N_("Send the sample"), 14),
            Step(N_("Ask what they think of the sample"), 14),
            Step(N_("Send the quotation"), 7),
            Step(N_("Follow up the quotation"), 14),
        ),
    ),
    (
        "leads",
        N_("After a visit to our booth"),
        (
            Step(N_("Send the catalogue with thanks for the visit"), 3, working=True),
            Step(N_("Call and ask what they need"), 7),
            Step(N_("Open a negotiation or close the lead"), 14),
        ),
    ),
    (
        "activities",
        N_("After the mission"),
        (
            Step(N_("Thank everyone we met"), 3, working=True),
            Step(N_("Draft the mission report"), 4, internal=True),  # by then it is owed (§2.1)
            Step(N_("Ask the companies for results"), 30),
        ),
    ),
)


#: Gives our own working days between two days; who keeps the holidays tells it.
_calendars: list[Callable[[date, date], WorkingDays]] = []


def working_by(calendar: Callable[[date, date], WorkingDays]) -> None:
    """Have working days counted by the office's calendar. The app factory calls this; a second time changes nothing."""
    if calendar not in _calendars:
        _calendars.append(calendar)


def due_day(start: date, days: int, *, working: bool) -> date:
    """The day that many days after `start`; working days are those of our own office, for what we do."""
    if not working:
        return start + timedelta(days=days)
    reach = start + timedelta(days=2 * days + WEEK * 4)
    ours = _calendars[0](start, reach) if _calendars else WorkingDays()
    return ours.after(start, days)


ADDED = Verb("task.added", N_("Task added"))
CHANGED = Verb("task.changed", N_("Task changed"))
DONE = Verb("task.done", N_("Task done"))
REOPENED = Verb("task.reopened", N_("Task reopened"))
POSTPONED = Verb("task.postponed", N_("Task postponed"))
BROUGHT_FORWARD = Verb("task.brought_forward", N_("Task brought forward"))
REASSIGNED = Verb("task.reassigned", N_("Task reassigned"))
CANCELLED = Verb("task.cancelled", N_("Task cancelled"))
PLAN_ADDED = Verb("plan.added", N_("Plan added"))
PLAN_CHANGED = Verb("plan.changed", N_("Plan changed"))
PLAN_ARCHIVED = Verb("plan.archived", N_("Plan archived"))
PLAN_RESTORED = Verb("plan.restored", N_("Plan restored"))
PLAN_STARTED = Verb("plan.started", N_("Plan started"))
PLAN_FOLLOWED = Verb("plan.followed", N_("Next step of the plan taken"))


def is_overdue(status: str, due_on: date, today: date, *, rests: bool) -> bool:
    """Whether a task is late: still open, its day has passed, and it does not rest."""
    return status == "open" and due_on < today and not rests
