"""Where missions go and sales routes reach, by place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core import here, reading
from crm.core.database import db
from crm.core.permissions import Actor, Permission, Role, allows
from crm.partners import queries as partners
from crm.partners.models import RouteCoverage, SalesRoute
from crm.places import queries as places
from crm.places.models import Place


@dataclass(frozen=True)
class MapPlace:
    """A place with its names, the missions that the reader sees there, and the routes that reach it."""

    place: Place
    missions: Sequence[Any]  #: the latest first: id and names
    routes: Sequence[Any]  #: id and name
    tier: str  #: that it has today; "" for none
    owners_at: frozenset[int]  #: the places of the organisations whose routes reach it

    @property
    def is_drawn(self) -> bool:
        """Whether it is known where the place lies."""
        return self.place.lat is not None and self.place.lon is not None


def on_map(user: Actor, *, between: tuple[date, date] | None = None) -> list[MapPlace]:
    """The places of missions, or of those that began between two days, and of routes, those with most missions first;
    a fixed number of queries, of plain columns: an office may have thousands of either."""
    went = activities.visible_to(user).where(Activity.status != "cancelled")
    if between is not None:
        went = went.where(Activity.start_on.between(*between))
    latest = went.with_only_columns(Activity.id, Activity.place_id)
    held: Sequence[Any] = db.session.execute(latest.order_by(Activity.start_on.desc(), Activity.id.desc())).all()
    names = activities.names_of(row.id for row in held)
    missions: dict[int, list[Any]] = defaultdict(list)
    for row in held:
        missions[row.place_id].append(reading.listed(row, names=names.get(row.id, ())))
    routes: dict[int, list[Any]] = defaultdict(list)
    owners: dict[int, set[int]] = defaultdict(set)
    for way in db.session.execute(_reaching(user)) if allows(Role(user.role), Permission.PARTNERS_READ) else ():
        routes[way.place_id].append(way)
        owners[way.place_id].add(way.owner_at or way.place_id)
    known = places.by_ids([*missions, *routes])
    tiers = places.tiers_of(known, here.today())
    found = [
        MapPlace(place, missions.get(id, []), routes.get(id, []), tiers.get(id, ""), frozenset(owners[id] - {id}))
        for id, place in known.items()
    ]
    return sorted(found, key=lambda each: (-len(each.missions), -len(each.routes), each.place.id))


def _reaching(user: Actor) -> Select[Any]:
    """(id, name, the place it reaches, where its owner is) of each route that counts today, as the list of places has
    it: what is only claimed reaches nothing yet (INV-P1)."""
    counting = partners.filtered(partners.Filter(counts=True, on=here.today()), user=user)
    ways = counting.join(RouteCoverage, RouteCoverage.route_id == SalesRoute.id)
    owned = ways.join(Organisation, Organisation.id == SalesRoute.organisation_id)
    columns: Any = (SalesRoute.id, SalesRoute.name, RouteCoverage.place_id, Organisation.place_id.label("owner_at"))
    return owned.with_only_columns(*columns).order_by(SalesRoute.name, SalesRoute.id)
