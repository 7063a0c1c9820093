"""A plain map of the places of missions and sales routes, with its table."""

from typing import Final

from flask import Response
from flask_babel import gettext as _

from crm.charts.route import Frame, RouteStop, route
from crm.core.permissions import Permission
from crm.missions import queries
from crm.missions.views.blueprint import bp
from crm.places.queries import display_name
from crm.web.access import me, requires
from crm.web.locale import language
from crm.web.pages import page

#: So many places are drawn, and so many missions and routes of a place are named.
MOST_DRAWN: Final = 40
MOST_NAMED: Final = 5
#: Wider than the sketch on paper: places of one prefecture lie close together.
FRAME: Final = Frame(1080.0, 600.0)


@bp.get("/map")
@requires(Permission.MISSIONS_READ)
def places_map() -> Response:
    found = queries.on_map(me())
    drawn = [each for each in found if each.is_drawn][:MOST_DRAWN]
    names = [display_name(each.place, language()) for each in drawn]
    chart = route(
        [
            RouteStop(each.place.lat or 0.0, each.place.lon or 0.0, name.text, name.language)
            for each, name in zip(drawn, names, strict=True)
        ],
        title=_("Map of the places"),
        title_id="places-map",
        north=_("North"),
        joined=False,
        frame=FRAME,
    ) if len(drawn) > 1 else None  # fmt: skip
    apart = [each for each in found if each not in drawn]
    return page("missions/map.html", chart=chart, drawn=drawn, apart=apart, most=MOST_NAMED)
