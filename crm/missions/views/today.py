"""The day on the way: the next item first, and what the phone keeps to do without a network."""

from collections.abc import Mapping, Sequence

from flask import Response, url_for

from crm.core import clock
from crm.core.permissions import Permission
from crm.meetings import queries as meetings
from crm.missions import queries
from crm.missions.queries import Now, ProgrammeEntry
from crm.missions.views.blueprint import bp, home_zone, log_url
from crm.tasks.models import Task
from crm.web.access import can, me, requires
from crm.web.pages import page

#: Items of the days ahead whose form is kept on the phone.
MOST_KEPT = 24


@bp.get("/<int:id>/today")
@requires(Permission.MISSIONS_READ)
def today(id: int) -> Response:
    facts = queries.whole(queries.facts(id, user=me()), user=me())
    now = queries.at(facts.activity, facts.entries, clock.now())
    visits = {visit.entry.item.id: visit for visit in facts.appointments}
    return page("missions/today.html", facts=facts, activity=facts.activity, moment=now, visits=visits,
                portraits=facts.portraits, promised=_promised(now), home_zone=home_zone(facts),
                kept=_kept_pages(id, now), note_url=_note_url(id),
                unanswered=meetings.unanswered(user=me(), moment=clock.now(), activity_id=id),
                next=url_for(".today", id=id))  # fmt: skip


def _kept_pages(activity_id: int, moment: Now) -> list[str]:
    """What the phone keeps beside the page of the day: the forms it leads to, and the list of what waits.

    Leads and notes are taken down also where nothing is planned: a fair has its booth and no programme.
    """
    pages = [url_for("offline.waiting")]
    if can(Permission.MEETINGS_WRITE):
        pages += [log_url(entry.item) for entry in _ahead(moment)[:MOST_KEPT] if entry.item.organisation_id]
    if can(Permission.LEADS_WRITE):
        pages.append(url_for("leads.new", activity_id=activity_id))
    if can(Permission.TASKS_WRITE):
        pages.append(_note_url(activity_id))
    return pages


def _ahead(moment: Now) -> list[ProgrammeEntry]:
    """What is not over yet, in order of time."""
    return [*filter(None, [moment.current]), *moment.later, *(entry for day in moment.after for entry in day.entries)]


def _promised(moment: Now) -> Mapping[int, Sequence[Task]]:
    """{host: next steps agreed with it so far}, for whoever may see tasks: what the pack shows, on the way."""
    hosts = {entry.item.organisation_id for entry in _ahead(moment) if entry.item.organisation_id}
    if not hosts or not can(Permission.TASKS_READ):
        return {}
    return meetings.promises(hosts, before=clock.now(), user=me())


def _note_url(activity_id: int) -> str:
    """The form of a task on the mission, for what occurs to somebody on the way."""
    return url_for("tasks.new", record_type="activities", record_id=activity_id)
