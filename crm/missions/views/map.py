"""A plain map of the places of missions and sales routes, by year, with its table."""

from collections.abc import Sequence
from typing import Final

from flask import Response, request
from flask_babel import gettext as _
from markupsafe import Markup

from crm.activities import queries as activities
from crm.charts.route import Frame, RouteStop, route
from crm.core.cleaning import whole
from crm.core.permissions import Permission
from crm.missions import queries
from crm.missions.queries import MapPlace
from crm.missions.views.blueprint import bp
from crm.office import queries as offices
from crm.places.queries import display_name
from crm.places.rules import TIERS
from crm.web.access import me, requires
from crm.web.locale import language
from crm.web.pages import page

#: So many places are drawn, and so many missions and routes of a place are named.
MOST_DRAWN: Final = 40
MOST_NAMED: Final = 5
#: Wider than the sketch on paper: places of one prefecture lie close together. A phone has no room for names.
FRAME: Final = Frame(1080.0, 600.0)
NARROW: Final = Frame(340.0, 420.0, pad=20.0)


@bp.get("/map")
@requires(Permission.MISSIONS_READ)
def places_map() -> Response:
    years = activities.fiscal_years(user=me())
    asked = whole(request.args.get("year"))
    year = asked if asked in years else None
    found = queries.on_map(me(), between=offices.current().fiscal_year_dates(year) if year is not None else None)
    drawn = [each for each in found if each.is_drawn][:MOST_DRAWN]
    apart = [each for each in found if each not in drawn]
    return page(
        "missions/map.html", charts=_charts(drawn) if len(drawn) > 1 else None, drawn=drawn, apart=apart,
        most=MOST_NAMED, years=years, year=year, tiers=TIERS,
    )  # fmt: skip


def _charts(drawn: Sequence[MapPlace]) -> tuple[Markup, Markup]:
    """The map for a wide page, and the one for a phone."""
    names = [display_name(each.place, language()) for each in drawn]
    stops = [
        RouteStop(each.place.lat or 0.0, each.place.lon or 0.0, name.text, name.language, square=each.tier == "major")
        for each, name in zip(drawn, names, strict=True)
    ]
    at = {each.place.id: index for index, each in enumerate(drawn)}
    pairs = {
        (min(at[owner], index), max(at[owner], index))
        for index, each in enumerate(drawn)
        for owner in each.owners_at
        if owner in at
    }

    def draw(frame: Frame, title_id: str, *, named: bool) -> Markup:
        return route(
            stops, title=_("Map of the places"), title_id=title_id, north=_("North"), joined=False, frame=frame,
            ties=sorted(pairs), named=named, spread=True,
        )  # fmt: skip

    return draw(FRAME, "places-map", named=True), draw(NARROW, "places-map-narrow", named=False)
