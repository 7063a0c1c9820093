"""What the routes of one partner reach as a plain map: no tiles, no borders."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

from crm.charts.route import Frame, RouteStop, route
from crm.partners.queries import ReachedPlace
from crm.places.models import Place
from crm.places.queries import display_name

#: So many places are drawn.
MOST_DRAWN: Final = 40
#: Wider than the sketch on paper: places of one prefecture lie close together. A phone has no room for names.
_FRAME: Final = Frame(1080.0, 520.0)
_NARROW: Final = Frame(340.0, 380.0, pad=20.0)


def reach(drawn: Sequence[ReachedPlace], home: Place | None, language: str) -> tuple[Markup, Markup] | None:
    """The map for a wide page, and the one for a phone; None where fewer than two places can be drawn.

    Where the partner is (`home`) is a square; a dashed line leads from it to what a route reaches that counts.
    """
    at = {each.place.id: each.place for each in drawn}
    known = home is not None and home.lat is not None and home.lon is not None
    if home is not None and known:
        at.setdefault(home.id, home)
    if not drawn or len(at) < 2:
        return None
    stops, own = [], home.id if home is not None and known else None
    for id, place in at.items():
        name = display_name(place, language)
        stops.append(RouteStop(place.lat or 0.0, place.lon or 0.0, name.text, name.language, square=id == own))
    index = {id: number for number, id in enumerate(at)}
    counting = [index[each.place.id] for each in drawn if each.counts and each.place.id != own]
    ties = [(index[own], number) for number in counting] if own is not None else []

    def draw(frame: Frame, title_id: str, *, named: bool) -> Markup:
        return route(
            stops, title=_("Map of its reach"), title_id=title_id, north=_("North"), joined=False, frame=frame,
            ties=ties, named=named, spread=True,
        )  # fmt: skip

    return draw(_FRAME, "reach-map", named=True), draw(_NARROW, "reach-map-narrow", named=False)
