"""The day: one address, one view a role."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response

from crm.activities import queries as activities
from crm.agreements import queries as agreements
from crm.contacts import queries as contacts
from crm.contacts.queries import display_name
from crm.core import clock, here
from crm.core.permissions import Actor, Permission, Role, allows
from crm.home import queries
from crm.initiatives.queries import title
from crm.insights.charts import bounds
from crm.jobs import queries as jobs
from crm.meetings import queries as meetings
from crm.meetings.rules import MEETING_KINDS
from crm.negotiations import queries as negotiations
from crm.negotiations.rules import STAGE_LABELS
from crm.outcomes import queries as outcomes
from crm.places.rules import TIERS
from crm.products import queries as products
from crm.products.rules import SCHEMES
from crm.reports import queries as reports
from crm.reports import rules as report_rules
from crm.tasks import queries as tasks
from crm.watches import queries as watches
from crm.web import undoing
from crm.web.access import me, requires
from crm.web.locale import language, zone
from crm.web.pages import page

bp = Blueprint("home", __name__)

MOST_STALLED = 6
_PERSON = re.compile(r"/contacts/people/(\d+)/")
TEMPLATES = {
    Role.ADMIN: "home/coordinator.html",
    Role.COORDINATOR: "home/coordinator.html",
    Role.MISSION_LEADER: "home/leader.html",
    Role.MANAGEMENT: "home/management.html",
}


@bp.context_processor
def frame() -> dict[str, Any]:
    """What a line of the day needs."""
    return {
        "stage_labels": STAGE_LABELS,
        "tiers": TIERS,
        "meeting_kinds": MEETING_KINDS,
        "local_day": lambda moment, place_zone: clock.local(moment, place_zone).date(),
        "bounds": bounds,
        "shown_name": lambda record: display_name(record, language()),
    }


@bp.get("/")
@requires(Permission.HOME_READ)
def index() -> Response:
    user, today = me(), clock.today(zone())
    role = Role(user.role)
    content = {
        Role.ADMIN: _administration,
        Role.COORDINATOR: _office,
        Role.MISSION_LEADER: _journey,
        Role.MANAGEMENT: _management,
    }[role](user, today)
    return page(TEMPLATES[role], role=role, **content)


def _day(user: Actor, today: date) -> dict[str, Any]:
    """What everyone who works here sees: their tasks, the next mission, the appointments."""
    asked = outcomes.reminders()  # a company and a quarter each: they would fill the list, and have their own panel
    due_today, overdue = tasks.due_counts(user, today=today, apart=asked)
    return {
        "tasks": tasks.due(user, today=today, apart=asked),
        "due_today": due_today,
        "overdue": overdue,
        "outcomes": outcomes.counts(user=user, today=here.today()),
        "silent": watches.overdue_count(user, today=here.today()),
        "mission": queries.next_mission(user, today=today, moment=clock.now()),
        "appointments": queries.appointments(user, moment=clock.now()),
        "ended": activities.awaiting_attendance(user=user, today=here.today()),
        "owed_reports": reports.owed(user=user),
        "here_today": here.today(),
        "unanswered": meetings.unanswered(user=user, moment=clock.now()),
    } | _decisions(user)


def _office(user: Actor, today: date) -> dict[str, Any]:
    first = queries.first_steps(user)
    if first.empty:
        return {"first": first}
    today_here = here.today()
    shown = negotiations.stalled(user, today_here, most=MOST_STALLED)
    return (
        _day(user, today)
        | {
            "first": first,
            "stalled": shown,
            "stalled_count": negotiations.stalled_count(user, today_here),
            "most_counted": negotiations.MOST_COUNTED,
            "standings": negotiations.standings(shown, today_here),
            "recent": queries.recent(user, language=language()),
        }
        | _agreed(user)
    )


def _decisions(user: Actor) -> dict[str, Any]:
    """What waits for the reader: reports whose next step is theirs, and plans to approve."""
    plans = activities.all_waiting(user=user) if allows(Role(user.role), Permission.MISSIONS_APPROVE) else []
    return {"decisions": reports.waiting_for(user), "plans": plans, "title_of": title, "report_rules": report_rules}


def _agreed(user: Actor) -> dict[str, Any]:
    """Agreements that end soon, and what was promised in one by a day that has passed, with who owes it."""
    today = here.today()
    owed = agreements.overdue_obligations(user=user, today=today)
    owing = [promise.organisation_id for promise, _agreement in owed if promise.organisation_id is not None]
    expiring = agreements.expiring(user=user, today=today)
    ending = products.running_out(user=user, today=today, language=language())
    return {
        "here_today": today,
        "certificates": ending,
        "schemes": SCHEMES,
        "expiring": expiring,
        "owed": owed,
        "owing": contacts.listed_names(owing, language()),
    }


def _administration(user: Actor, today: date) -> dict[str, Any]:
    return _office(user, today) | {"jobs": jobs.health()}


def _journey(user: Actor, today: date) -> dict[str, Any]:
    day = _day(user, today)
    mission: queries.NextMission | None = day["mission"]
    return day | {"promises": queries.promises(mission, user) if mission is not None else []}


def _management(user: Actor, today: date) -> dict[str, Any]:
    return {"figures": queries.figures(user, today=here.today())} | _decisions(user) | _agreed(user)


@bp.get("/recent")
@requires(Permission.USERS_SELF)
def recent() -> Response:
    """What the reader did lately and may take back. A notice about a person has no name: it is read from the book."""
    changes = undoing.recent(me().id)
    people = {change.undo: int(found[1]) for change in changes if (found := _PERSON.match(change.undo))}
    names = contacts.shown_names(list(people.values()))
    return page("home/recent.html", changes=changes, people={undo: names.get(id) for undo, id in people.items()})
