"""Where missions go and sales routes reach, by place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db
from crm.core.permissions import Actor, Permission, Role, allows
from crm.partners import queries as partners
from crm.partners.models import SalesRoute
from crm.places import queries as places
from crm.places.models import Place


@dataclass(frozen=True)
class MapPlace:
    """A place with its names, the missions that the reader sees there, and the routes that reach it."""

    place: Place
    missions: Sequence[Activity]  #: the latest first, names loaded
    routes: Sequence[SalesRoute]

    @property
    def is_drawn(self) -> bool:
        """Whether it is known where the place lies."""
        return self.place.lat is not None and self.place.lon is not None


def on_map(user: Actor) -> list[MapPlace]:
    """The places of missions and routes, those with most missions first; a fixed number of queries."""
    went = activities.visible_to(user).where(Activity.status != "cancelled").options(selectinload(Activity.names))
    missions: dict[int, list[Activity]] = defaultdict(list)
    for activity in db.session.scalars(went.order_by(Activity.start_on.desc(), Activity.id.desc())):
        missions[activity.place_id].append(activity)
    routes: dict[int, list[SalesRoute]] = defaultdict(list)
    if allows(Role(user.role), Permission.PARTNERS_READ):
        reaching = partners.visible_to(user).options(selectinload(SalesRoute.coverage))
        for route in db.session.scalars(reaching.order_by(SalesRoute.name, SalesRoute.id)):
            for reach in route.coverage:
                routes[reach.place_id].append(route)
    known = places.by_ids([*missions, *routes])
    found = [MapPlace(place, missions.get(id, []), routes.get(id, [])) for id, place in known.items()]
    return sorted(found, key=lambda each: (-len(each.missions), -len(each.routes), each.place.id))
