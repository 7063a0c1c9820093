"""Negotiations on the pages of other records, and named in their forms."""

from flask import Response, request

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.cleaning import search_words
from crm.core.errors import NotVisible
from crm.initiatives import queries as initiatives
from crm.leads import queries as leads
from crm.meetings.kind import MEETING
from crm.negotiations import queries
from crm.negotiations.models import Negotiation
from crm.negotiations.views.blueprint import READ, bp
from crm.places import queries as places
from crm.places.rules import Shown
from crm.web.access import me, requires
from crm.web.locale import language
from crm.web.pages import page, wants_block

ON_LIST = 8


@bp.get("/pick")
@requires(READ)
def pick() -> Response:
    found = queries.named(search_words(request.args.get("q", "")), user=me(), language=language(), limit=ON_LIST)
    return page("negotiations/_found.html", found=found, listed=request.args.get("list", "")[:60])


def _panel(rows: list[Negotiation], kind: str, id: int, name: Shown | None) -> Response:
    standings = queries.standings(rows, here.today())
    return page("negotiations/panel.html", block="panel", rows=rows, standings=standings, kind=kind, id=id, of=name)


@bp.get("/panels/organisation/<int:id>")
@requires(READ)
def organisation_panel(id: int) -> Response:
    name = contacts.own_name(contacts.organisation(id, user=me()))
    return _panel(queries.of_organisation(id, user=me()), "organisation", id, name)


@bp.get("/panels/lost-to-organisation/<int:id>")
@requires(READ)
def lost_to_organisation_panel(id: int) -> Response:
    """What an organisation won that we negotiated for."""
    name = contacts.own_name(contacts.organisation(id, user=me()))
    return _lost(queries.lost_to(organisation=id, user=me()), name, lost_organisation=id)


@bp.get("/panels/lost-to-region/<int:id>")
@requires(READ)
def lost_to_region_panel(id: int) -> Response:
    """What a region won that we negotiated for."""
    name = places.display_name(places.one(id, user=me(), archived=None), language())
    return _lost(queries.lost_to(region=id, user=me()), name, lost_region=id)


def _lost(found: tuple[list[Negotiation], int], name: Shown, **narrowed: int) -> Response:
    """Nothing at all where nobody lost anything to it: most organisations and places are no rivals."""
    rows, total = found
    shown = bool(total) or not wants_block()
    return page("negotiations/lost.html", block="panel", rows=rows, total=total, of=name, narrowed=narrowed,
                shown=shown)  # fmt: skip


@bp.get("/panels/activity/<int:id>")
@requires(READ)
def activity_panel(id: int) -> Response:
    activity = activities.one(id, user=me())
    name = Shown(initiatives.title(activity.names, language()), language())
    return _panel(queries.of_activity(id, user=me()), "activity", id, name)


@bp.get("/panels/lead/<int:id>")
@requires(READ)
def lead_panel(id: int) -> Response:
    leads.one(id, user=me())
    return _panel(queries.of_lead(id, user=me()), "lead", id, None)


@bp.get("/panels/meeting/<int:id>")
@requires(READ)
def meeting_panel(id: int) -> Response:
    if not MEETING.is_visible(id, me()):
        raise NotVisible
    return _panel(queries.of_meeting(id, user=me()), "meeting", id, None)
