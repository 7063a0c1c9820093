"""The panels of the home page, each with its template and what it shows. Where they stand: `crm.home.rules`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.activities import queries as activities
from crm.agreements import queries as agreements
from crm.booths import queries as booths
from crm.core import clock
from crm.core.months import by_month
from crm.core.permissions import Permission, allows
from crm.core.texts import N_
from crm.fairs import queries as fairs
from crm.home import queries
from crm.home.contents.day import ReaderDay
from crm.insights import queries as insights
from crm.jobs import queries as jobs
from crm.leads import queries as leads
from crm.meetings import queries as meetings
from crm.negotiations import queries as negotiations
from crm.outcomes import queries as outcomes
from crm.products import queries as products
from crm.reports import queries as reports
from crm.showrooms import queries as showrooms
from crm.talks import queries as talks
from crm.tasks import queries as tasks
from crm.tasks.contents import go_on
from crm.web.locale import language

LOW, TALL, TILED = "low", "tall", "tiled"
MOST_STALLED: Final = 6
MOST_MOVES: Final = 8
MOST_BARRED: Final = 5
MOST_POINTS: Final = 6

_P = Permission


@dataclass(frozen=True)
class HomePanel:
    """A panel: `label` is how the page on which it is arranged calls it, `shows` the context of its template."""

    label: str
    template: str
    permission: Permission
    shows: Callable[[ReaderDay], Mapping[str, Any]]
    #: Takes long: it comes after the page, into a frame of this height so that nothing moves; "" comes with it.
    later: str = ""


def _decisions(day: ReaderDay) -> dict[str, Any]:
    """Reports whose next step is the reader's, and plans and settlements to approve."""
    approves = allows(day.role, Permission.MISSIONS_APPROVE)
    plans = activities.all_waiting(user=day.user) if approves else []
    settles = allows(day.role, Permission.SHOWROOMS_APPROVE)
    drafts = showrooms.drafts_waiting(day.user, language()) if settles else ()
    return {"decisions": reports.waiting_for(day.user), "plans": plans, "drafts": drafts}


def _barred(day: ReaderDay) -> dict[str, Any]:
    """Negotiations that came past terms with barred goods and without the management's word (INV-M1)."""
    shown, number = negotiations.undecided_cases(day.user, day.here_today, most=MOST_BARRED)
    return {"barred": shown, "barred_count": number}


def _due(day: ReaderDay) -> dict[str, Any]:
    due = tasks.due(day.user, today=day.today, apart=day.asked)
    go_on(due)
    return {"tasks": due}


def _stalled(day: ReaderDay) -> dict[str, Any]:
    shown, number = negotiations.stalled(day.user, day.here_today, most=MOST_STALLED)
    return {
        "stalled": shown,
        "stalled_count": number,
        "most_counted": negotiations.MOST_COUNTED,
        "standings": negotiations.standings(shown, day.here_today),
    }


def _points(day: ReaderDay) -> dict[str, Any]:
    """The points of negotiations to which we have owed an answer for more than a week."""
    shown, number = talks.owed_long(day.user, today=day.here_today, most=MOST_POINTS)
    return {"points": shown, "points_count": number}


def _now(day: ReaderDay) -> dict[str, Any]:
    return {"underway": day.activity, "now": queries.now_at(day.activity, clock.now()) if day.activity else None}


def _coming(day: ReaderDay) -> dict[str, Any]:
    return {"mission": day.mission, "appointments": queries.appointments(day.user, moment=clock.now())}


def _promises(day: ReaderDay) -> dict[str, Any]:
    found = queries.promises(day.mission, day.user) if day.mission is not None else []
    return {"mission": day.mission, "promises": found}


def _owed(day: ReaderDay) -> dict[str, Any]:
    """What was promised in an agreement by a day that has passed, with who owes it."""
    owed = agreements.overdue_obligations(user=day.user, today=day.here_today)
    return {"owed": owed}


def _month(day: ReaderDay) -> dict[str, Any]:
    first = day.here_today.replace(day=1)
    return {"month": first, "moves": negotiations.moved_since(first, user=day.user, most=MOST_MOVES)}


def _figures(day: ReaderDay) -> dict[str, Any]:
    """The numbers of today: those of days by month, the others beside what they were when they were kept last."""
    figures = insights.year_figures(today=day.here_today)
    trend = {name: by_month(days, day.here_today) for name, days in figures.days.items()}
    return {"figures": figures, "trend": trend, "earlier": insights.last_kept(user=day.user, before=day.here_today)}


#: {code in an arrangement: panel}, in the order in which those are offered that stand nowhere.
PANELS: Final[Mapping[str, HomePanel]] = {
    "attendance": HomePanel(
        N_("Who was there?"), "missions/_attendance_asked.html", _P.MISSIONS_WRITE,
        lambda day: {"ended": activities.awaiting_attendance(user=day.user, today=day.here_today)},
    ),
    "now": HomePanel(N_("Next item of the programme"), "home/_now.html", _P.MISSIONS_READ, _now),
    "decisions": HomePanel(N_("Waiting for your decision"), "home/_waiting.html", _P.HOME_READ, _decisions),
    "barred": HomePanel(
        N_("Barred goods: not decided by management"), "home/_barred.html", _P.NEGOTIATIONS_OVERRIDE, _barred, later=LOW
    ),
    "due": HomePanel(N_("Due"), "home/_due.html", _P.TASKS_READ, _due),
    "unanswered": HomePanel(
        N_("Was it held?"), "meetings/_unanswered.html", _P.MEETINGS_WRITE,
        lambda day: {"unanswered": meetings.unanswered(user=day.user, moment=clock.now())},
    ),
    "answers": HomePanel(
        N_("First answers"), "leads/_answers_due.html", _P.LEADS_WRITE,
        lambda day: {"answers": leads.answers_due(user=day.user)}, later=LOW,
    ),
    "booths": HomePanel(
        N_("Leads of booths that wait for the office"), "booths/_waiting_due.html", _P.BOOTHS_WRITE,
        lambda day: {"held": booths.fairs_waiting(day.user)}, later=LOW,
    ),
    "inquiries": HomePanel(
        N_("Inquiries from public pages"), "showrooms/_inquiries_due.html", _P.SHOWROOMS_WRITE,
        lambda day: {"inquiries": showrooms.inquiries_waiting(user=day.user, language=day.language)}, later=LOW,
    ),
    "applications": HomePanel(
        N_("Applications for fairs"), "fairs/_applications_due.html", _P.FAIRS_READ,
        lambda day: {"applications": fairs.applications_due(user=day.user, today=day.here_today)}, later=LOW,
    ),
    "points": HomePanel(N_("We owe an answer"), "home/_points.html", _P.NEGOTIATIONS_READ, _points, later=LOW),
    "stalled": HomePanel(N_("Stalled negotiations"), "home/_stalled.html", _P.NEGOTIATIONS_READ, _stalled),
    "moves": HomePanel(N_("Changed this month"), "home/_month.html", _P.NEGOTIATIONS_READ, _month),
    "promises": HomePanel(
        N_("Agreed and left open last time"), "home/_promises.html", _P.MEETINGS_READ, _promises, later=LOW
    ),
    "coming": HomePanel(N_("Coming up"), "home/_mission.html", _P.MISSIONS_READ, _coming, later=TALL),
    "gaps": HomePanel(
        N_("Still missing"), "home/_gaps.html", _P.MISSIONS_READ, lambda day: {"mission": day.mission}, later=TALL
    ),
    "reports": HomePanel(
        N_("Reports due"), "home/_reports.html", _P.DOCUMENTS_READ,
        lambda day: {"owed_reports": reports.owed(user=day.user)},
    ),
    "outcomes": HomePanel(
        N_("Outcomes"), "home/_outcomes.html", _P.OUTCOMES_READ,
        lambda day: {"outcomes": outcomes.counts(user=day.user, today=day.here_today)},
    ),
    "owed": HomePanel(N_("Overdue obligations"), "home/_owed.html", _P.AGREEMENTS_READ, _owed),
    "expiring": HomePanel(
        N_("Agreements that end soon"), "home/_expiring.html", _P.AGREEMENTS_READ,
        lambda day: {"expiring": agreements.expiring(user=day.user, today=day.here_today, parties=False)},
    ),
    "certificates": HomePanel(
        N_("Certificates that expire soon"), "home/_certificates.html", _P.PRODUCTS_READ,
        lambda day: {
            "certificates": products.running_out(user=day.user, today=day.here_today, language=day.language)
        },
    ),
    "figures": HomePanel(
        N_("Figures"), "home/_figures.html", _P.INSIGHTS_READ,
        _figures, later=TILED,
    ),
    "costs": HomePanel(
        N_("Cost by city tier"), "home/_costs.html", _P.BUDGETS_READ,
        lambda day: {"costs": insights.year_costs(today=day.here_today)}, later=LOW,
    ),
    "recent": HomePanel(
        N_("Recent"), "home/_recent.html", _P.HOME_READ,
        lambda day: {"recent": queries.recent(day.user, language=day.language)}, later=TALL,
    ),
    "jobs": HomePanel(
        N_("Background work"), "home/_state.html", _P.OFFICE_WRITE, lambda _day: {"jobs": jobs.health()}
    ),
}  # fmt: skip
