"""The blueprint, and what every tab of a mission's page shows around its content."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.core import clock
from crm.core.permissions import Permission
from crm.meetings import queries as meetings
from crm.missions import queries, rules, services
from crm.missions.forms.lists import STATUS_TONES
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, Gap, Headed, ProgrammeEntry
from crm.missions.rules import hosts
from crm.missions.rules.talks import meets, talk_kind
from crm.places import rules as place_rules
from crm.travel import queries as travel
from crm.web.access import can, me
from crm.web.filters import brief
from crm.web.locale import language, zone
from crm.web.pages import page

bp = Blueprint("missions", __name__, url_prefix="/missions")

#: Tabs whose pages another capability serves: {name: (endpoint, the argument that names the mission)}.
ELSEWHERE = {
    "leads": ("leads.index", "activity"),
    "budget": ("activities.budget", "id"),
    "outcomes": ("outcomes.index", "activity"),
}
#: How the chip of a state looks.
ITEM_TONES = dict.fromkeys(rules.TENTATIVE, "draft") | {"confirmed": "good", "done": "", "cancelled": "bad"}


@bp.context_processor
def tables() -> dict[str, Any]:
    """The tables of codes, for every template of the capability."""
    return {
        "activity_rules": activity_rules,
        "rules": rules,
        "place_rules": place_rules,
        "status_tones": STATUS_TONES,
        "item_tones": ITEM_TONES,
        "gap_url": gap_url,
        "entry_url": entry_url,
        "log_url": log_url,
        "meets": meets,
        "local_language": queries.local_language,
        "to_agree": queries.to_agree,
        "weeks_of": queries.weeks,
    }


def needs_approval() -> bool:
    """Whether management decides on plans here."""
    return bool(current_app.extensions["settings"].plan_approval)


#: {kind of a gap of an item: the field of its form that mends it}.
_FIELD_OF: Final = {
    "interpreter": "interpreter_id", "appointment": "state", "clock": "start", "day": "day", "holiday": "day",
    "tight": "start", "clash": "start", "room": "venue", "town": "place_id", "address": "address", "host": "hosts",
}  # fmt: skip


def gap_url(activity: Activity, gap: Gap) -> str:
    """The page on which a gap is mended."""
    if gap.person_id is not None:
        return url_for("contacts.edit_person", id=gap.person_id)
    if gap.item_id is not None:
        return url_for("missions.edit_item", id=gap.item_id, _anchor=_FIELD_OF.get(gap.kind))
    if gap.product_id is not None:
        return url_for("products.record", id=gap.product_id, _anchor="certificates")
    if gap.table_id is not None:
        return url_for("matching.record", id=gap.table_id)
    if gap.day is not None:
        return url_for("missions.new_item", id=activity.id, kind="hotel", day=gap.day)
    if gap.kind == "entry":
        return url_for("places.entry_rules")
    if gap.kind == "emergency":
        return url_for("places.emergency")
    pages = {
        "delegation": "rosters.paste",
        "titles": "missions.titles",
        "programme": "missions.paste_programme",
    }
    return url_for(pages.get(gap.kind, "missions.edit"), id=activity.id)


def entry_url(entry: ProgrammeEntry) -> str:
    """The page of an item; of a day at a matching table, that of the table."""
    if entry.table_id is not None:
        return url_for("matching.record", id=entry.table_id)
    return url_for("missions.item", id=entry.item.id)


def tab(
    template: str,
    id: int,
    current: str,
    *,
    block: str | None = None,
    activity: Activity | None = None,
    **context: Any,
) -> Response:
    """A tab of the mission's page: the head with countdown and gaps, and the tab's own content.

    `activity` where the view has loaded the mission already.
    """
    facts = queries.fact(activity) if activity is not None else queries.facts(id, user=me())
    activity, items = facts.activity, facts.entries
    facts = queries.whole(facts, user=me())
    there = clock.today(activity.place.timezone)
    logged = meetings.of_items([entry.item.id for entry in items], user=me())
    head = queries.headed(facts, logged=logged)
    return page(
        template,
        block=block,
        current_tab=current,
        ending=queries.ending(activity, today=there, needs_approval=needs_approval()) if current == "record" else None,
        days=queries.every_day(activity, facts.entries),
        home_zone=home_zone(facts),
        logged=logged,
        sees_travel=travel.may_see(activity, me()),
        begun=activity.start_on <= there,
        after=queries.after_the_end(activity, items, logged, today=there, moment=clock.now()),
        facts=facts,
        **_head(activity, head, current),
        **context,
    )


def _head(activity: Activity, head: Headed, current: str) -> dict[str, Any]:
    """What the head of every tab tells."""
    there = clock.today(activity.place.timezone)
    today = rules.counted_from(activity.start_on, here=clock.today(zone()), there=there)
    begun = activity.start_on <= there
    talked = meetings.people_met(activity.id, user=me()) if begun else set()
    return {
        "activity": activity,
        "headed": head,
        "tabs": tab_links(activity.id, current, {"itinerary": head.entries, "delegation": head.delegates}),
        "countdown": rules.countdown(activity.start_on, activity.end_on, today),
        "gaps": head.gaps,
        "next_statuses": activity_rules.next_statuses(activity.status),
        "talked": len(talked),
        "received": len(set(head.received) - talked) if begun else 0,
        "costs": activities.counted_costs(activity.costs),
    }


def mission_head(activity: Activity, current: str) -> Markup:
    """The same head over a tab that another capability serves, of a mission that `activities.queries.headed` loads."""
    head = queries.counted_head(activity, user=me())
    drawn = render_template("missions/_head.html", **tables(), **_head(activity, head, current))
    return Markup(drawn)  # noqa: S704  # a template of ours, which escapes what it is given


def home_zone(facts: Facts) -> str:
    """The second clock of an itinerary: the reader's own, or that of the other side when theirs is the local one; ""
    where there is no other than the local one."""
    return zone_beside(facts.activity, facts.other_zone)


def zone_beside(activity: Activity, other: str) -> str:
    """The reader's own clock, or `other`, which may be "", where theirs is the local one."""
    return zone() if zone() != activity.place.timezone else other


def tab_links(id: int, current: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The tabs of a mission, with `counts` of what is behind them."""
    shown = [
        ("record", _("Overview")),
        ("itinerary", _("Itinerary")),
        ("delegation", _("Delegation")),
        ("meetings", _("Meetings")),
        ("leads", _("Leads")),
        *([("budget", _("Budget"))] if can(Permission.BUDGETS_READ) else []),
        ("documents", _("Documents")),
    ]
    if can(Permission.OUTCOMES_READ.value):
        shown.append(("outcomes", _("Outcomes")))
    return [
        {"label": label, "count": counts.get(name), "url": _tab_url(name, id), "current": name == current}
        for name, label in shown
    ]


def _tab_url(name: str, id: int) -> str:
    endpoint, argument = ELSEWHERE.get(name, (f"missions.{name}", "id"))
    values: dict[str, Any] = {argument: id}
    return url_for(endpoint, **values)


@bp.app_context_processor
def everywhere() -> dict[str, Any]:
    """The head and the tabs, for the pages that other capabilities serve under one of them."""
    return {"mission_head": mission_head}


def _lasts_as_long(item: ItineraryItem) -> bool:
    """Whether a talk at an item ends with it: at an event for many one talks with several, and so does none."""
    told = item.begins and item.ends and item.ends - item.begins <= rules.NIGHT
    return bool(told) and item.kind not in rules.EVENTS


def hosts_taken() -> list[tuple[str, str]]:
    """(what is said, "": it is taken back on its own page) of the items that took a host with the talk that is being
    saved."""
    taken = services.hosts_taken()
    names = contacts.organisation_names([item.organisation_id for item in taken if item.organisation_id is not None])
    return [
        (_("“%(title)s” now has %(name)s as its host.", title=item.title, name=names[item.organisation_id]), "")
        for item in taken
        if item.organisation_id in names
    ]


class LoggedVisit(NamedTuple):
    """An item of the programme whose meeting may be logged, as the form of the meeting offers it."""

    id: int
    at: str  #: when it is: 12/11 09:00
    title: tuple[str, str]  #: with its language
    url: str


@bp.app_template_global()
def visits_to_log(activity_id: int) -> list[LoggedVisit]:
    """The items of a mission at which somebody is met, in order of time; none of one that the reader does not see."""
    if not activity_id or not can(Permission.MISSIONS_READ) or not ACTIVITY.is_visible(activity_id, me()):
        return []
    return [
        LoggedVisit(item.id, _told_at(item), item.titled(language()), log_url(item))
        for item in queries.items(activity_id)
        if item.status != "cancelled" and meets(item.kind, item.organisation_id)
    ]


def _told_at(item: ItineraryItem) -> str:
    return " ".join(filter(None, (brief(item.day), f"{item.begins:%H:%M}" if item.begins else "")))


def log_url(item: ItineraryItem) -> str:
    """The form that logs the meeting of an item, with all that is known about it filled in."""
    counterpart, ours = queries.sides(item)
    received = ",".join(str(row.person_id) for row in item.visit.hosts) if item.visit is not None else ""
    visited = not queries.receives(item)
    return url_for(
        "meetings.new",
        item=item.id,
        activity_id=item.activity_id,
        organisation_id=counterpart,
        our_organisation_id=ours,
        named=(hosts.named_in(item.title) or None) if counterpart is None else None,
        kind=talk_kind(item.kind, item.title),
        starts=item.wall_start if item.begins else None,
        ends=item.wall_end if _lasts_as_long(item) else None,
        day=None if item.begins else item.day,
        zone=item.timezone,
        place=item.place_id,
        going=",".join(str(row.participant_id) for row in item.people) or None,
        hosts=received or None if visited else None,
        ours=None if visited else received or None,
        interpreter=item.interpreter_id,
    )
