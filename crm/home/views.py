"""The home page: one address, the panels of a role, as each reader has arranged them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.contacts.queries import display_name
from crm.core import clock, here
from crm.core.permissions import Permission, Role
from crm.core.zones import ZONES
from crm.home import queries, rules
from crm.home.contents import PANELS, ReaderDay
from crm.initiatives.queries import title
from crm.insights import queries as insights
from crm.insights.charts import bounds
from crm.lists import queries as views
from crm.lists import services as viewing
from crm.meetings.rules import MEETING_KINDS
from crm.negotiations.rules import STAGE_LABELS
from crm.places.rules import TIERS
from crm.products.rules import SCHEMES
from crm.reports import rules as report_rules
from crm.tasks import queries as tasks
from crm.web import undoing
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm, translate
from crm.web.listings import Listing, few, in_turn
from crm.web.locale import language, zone
from crm.web.pages import page, saved

bp = Blueprint("home", __name__)

_PERSON = re.compile(r"/contacts/people/(\d+)/")
_RUN = re.compile(r"/lists/runs/(\d+)/undo\b")
#: What a panel that shows a saved view is called in an arrangement, before the view's number.
VIEW = "view-"
MOST_OF_A_VIEW = 6


@dataclass(frozen=True)
class PlacedPanel:
    """A panel on the page: its template with what it shows, or the address that it comes from later."""

    label: str
    template: str
    shown: Mapping[str, Any]
    later: str = ""
    height: str = ""  #: of the frame until then


@bp.context_processor
def frame() -> dict[str, Any]:
    """What a line of the day needs."""
    return {
        "stage_labels": STAGE_LABELS,
        "tiers": TIERS,
        "schemes": SCHEMES,
        "meeting_kinds": MEETING_KINDS,
        "clock_names": ZONES,
        "local_day": lambda moment, place_zone: clock.local(moment, place_zone).date(),
        "bounds": bounds,
        "shown_name": lambda record: display_name(record, language()),
        "title_of": title,
        "report_rules": report_rules,
        "here_today": here.today(),
    }


@bp.get("/")
@requires(Permission.USERS_SELF)
def index() -> ResponseReturnValue:
    """The day of whoever has one; an auditor begins with the log."""
    if not can(Permission.HOME_READ):
        return redirect(current_app.extensions["first_page"]())
    day = _day()
    first = queries.first_steps(me()) if can("places:write") else None
    if first is not None and first.empty:
        return page("home/first.html", first=first)
    offered = _offered()
    placed = [(at, _placed(code, offered[code], day)) for code, at in _arranged(offered).items() if at != rules.AWAY]
    zones = {at: [each for where, each in placed if where == at] for at in rules.ZONES}
    shown = {name: value for _at, each in placed for name, value in each.shown.items()}
    return page("home/day.html", first=first, zones=zones, **_head(day), **shown)


@bp.get("/home/panels/<panel>")
@requires(Permission.HOME_READ)
def panel(panel: str) -> Response:
    """One panel that takes long."""
    found = PANELS.get(panel)
    if found is None or not found.later or not can(found.permission):
        abort(404)
    placed = PlacedPanel(translate(found.label), found.template, found.shows(_day()))
    return page("home/panel.html", block="panel", placed=placed, **placed.shown)


@bp.get("/home/counts")
@requires(Permission.HOME_READ)
def counts() -> Response:
    """What counts of a day, anew after something was done: for every page its menu, for the home page all of it."""
    told: dict[str, Any] = {}
    if request.args.get("day"):
        day = _day()
        told = day.head() | {"due_count": tasks.due_count(day.user, today=day.today, apart=day.asked)}
    return page("home/_counts.html", waits=current_app.extensions["waiting"](), **told)


@bp.get("/home/today")
@requires(Permission.MISSIONS_READ)
def today() -> ResponseReturnValue:
    """The day of the mission under way or next to start; the home page where none is planned."""
    coming = queries.next_activity(me(), today=clock.today(zone()))
    return redirect(url_for(".index") if coming is None else url_for("missions.today", id=coming.id))


@bp.route("/home/arrange", methods=["GET", "POST"])
@requires(Permission.HOME_READ)
def arrange() -> ResponseReturnValue:
    """Which panels stand where, for the reader alone."""
    offered = _offered()
    zones = _sent(offered) if request.method == "POST" else _arranged(offered)
    form = ActionForm()
    if form.validate_on_submit() and not request.form.get("move"):
        query = "" if request.form.get("usual") else rules.kept(zones.items())
        kept = _kept()
        if kept is None:
            viewing.save_view(list_name=rules.ARRANGED, query=query, name=rules.ARRANGED, by=me())
        else:
            viewing.change_query(views.view(kept.id, user=me()), query=query, by=me())
        return saved(url_for(".index"), _("Home page arranged."))
    return page("home/arrange.html", form=form, lines=zones, offered=offered, zones=rules.ZONES)


@bp.get("/recent")
@requires(Permission.USERS_SELF)
def recent() -> Response:
    """What the reader did lately and may take back. A notice about a person has no name: it is read from the book."""
    changes = undoing.recent(me().id)
    people = {change.undo: int(found[1]) for change in changes if (found := _PERSON.match(change.undo))}
    names = contacts.shown_names(list(people.values()))
    runs = {change.undo: int(found[1]) for change in changes if (found := _RUN.match(change.undo))}
    undone = views.undone(list(runs.values()), user=me())
    return page(
        "home/recent.html", changes=changes, people={undo: names.get(id) for undo, id in people.items()},
        lists=_titles(runs), runs=runs, undone={undo: undone[id] for undo, id in runs.items() if id in undone},
    )  # fmt: skip


def _titles(runs: Mapping[str, int]) -> dict[str, str]:
    """{undo: the title of the list whose rows were changed}."""
    known: dict[str, Listing] = current_app.extensions["listings"]
    names = views.lists_of(list(runs.values()), user=me())
    return {undo: known[names[id]].title for undo, id in runs.items() if names.get(id) in known}


def _day() -> ReaderDay:
    return ReaderDay(me(), clock.today(zone()), language())


def _head(day: ReaderDay) -> dict[str, Any]:
    """Management reads of the year, everybody else of their day."""
    if day.role == Role.MANAGEMENT:
        return {"year": insights.year_of(day.here_today)}
    return day.head()


def _offered() -> dict[str, str]:
    """{code of each panel that the reader may have: what it is called}: those of the house, then saved views."""
    panels = {code: translate(panel.label) for code, panel in PANELS.items() if can(panel.permission)}
    seen = [view for name, listing in _lists().items() if can(listing.permission) for view in _views_of(name)]
    return panels | {f"{VIEW}{view.id}": view.name for view in seen}


def _lists() -> dict[str, Listing]:
    found: dict[str, Listing] = current_app.extensions["listings"]
    return found


def _views_of(name: str) -> list[views.View]:
    found: list[views.View] = current_app.extensions["saved_views"](name, me())
    return found


def _kept() -> views.View | None:
    """How the reader has arranged the page, if they have."""
    return next(iter(_views_of(rules.ARRANGED)), None)


def _arranged(offered: Mapping[str, str]) -> dict[str, str]:
    kept = _kept()
    return rules.arranged(kept.query if kept else "", Role(me().role), offered)


def _sent(offered: Mapping[str, str]) -> dict[str, str]:
    """The arrangement as the form sends it: its lines in their order, one of them moved where no script moves them."""
    order = in_turn(request.form.getlist("order"), request.form.get("move", ""))
    sent = rules.kept((code, request.form.get(f"zone-{code}", rules.AWAY)) for code in order)
    return rules.arranged(sent, Role(me().role), offered)


def _placed(code: str, label: str, day: ReaderDay) -> PlacedPanel:
    if not code.startswith(VIEW):
        panel = PANELS[code]
        if panel.later:
            return PlacedPanel(label, panel.template, {}, later=url_for(".panel", panel=code), height=panel.later)
        return PlacedPanel(label, panel.template, panel.shows(day))
    view = next(view for name in _lists() for view in _views_of(name) if view.id == int(code.removeprefix(VIEW)))
    listing = _lists()[view.list_name]
    return PlacedPanel(
        label,
        "home/_view.html",
        {"few": few(listing, view.query, MOST_OF_A_VIEW), "there": view.url(url_for(listing.endpoint))},
    )
