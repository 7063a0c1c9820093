"""What a pack draws: who sits where at a visit, and where the places of the programme lie."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext
from markupsafe import Markup

from crm.activities.models import Participant
from crm.charts.route import RouteStop, route
from crm.charts.seating import ON_PAPER, SeatedName, table_plan
from crm.contacts import queries as contacts
from crm.documents.contents.ways import Way
from crm.missions import queries as missions
from crm.missions.queries import VisitFact

#: A drawing inherits no font on paper.
FAMILY: Final = "Noto Sans CJK JP"


def seats(fact: VisitFact, delegation: Sequence[Participant], number: int, language: str) -> Markup:
    """The table of a visit; nothing while nobody of the host is named."""
    if not fact.hosts:
        return Markup()
    seating = missions.seating(fact, delegation, language)
    guests, hosts = (
        [
            SeatedName(seat.place, seat.row, who.name, who.language, who.firm or who.reading or ("", ""))
            for seat, who in side
        ]
        for side in (seating.guests, seating.hosts)
    )
    return table_plan(
        guests,
        hosts,
        title=gettext("Seating: the guests face the door"),
        title_id=f"seats-{number}",
        labels=(gettext("Guests"), gettext("Hosts"), gettext("Door")),
        font_family=FAMILY,
        room=ON_PAPER,
    )


def sketch(way: Way, language: str) -> Markup:
    """The places whose coordinates are known, numbered as in the list; nothing when there are fewer than two, since one
    point shows no way."""
    drawn = way.drawn
    spots = drawn.spots
    if len(spots) < 2:
        return Markup()
    names = [contacts.written(spot.place, language).name for spot in spots]
    return route(
        [
            RouteStop(spot.place.lat or 0.0, spot.place.lon or 0.0, name.text, name.language)
            for spot, name in zip(spots, names, strict=True)
        ],
        legs=drawn.legs,
        numbers=[way.spots.index(spot) + 1 for spot in spots],
        title=gettext("Map of the places"),
        title_id="route",
        north=gettext("North"),
        font_family=FAMILY,
    )
