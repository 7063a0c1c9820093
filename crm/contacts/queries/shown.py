"""An organisation as its page shows it: plain rows, which are read in half the time that records take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from sqlalchemy import bindparam, select

from crm.contacts import rules
from crm.contacts.models import (
    ContactPoint,
    Organisation,
    OrganisationAddress,
    OrganisationName,
    OrganisationRole,
    OurOrganisation,
)
from crm.contacts.queries.display import ListedOrganisation
from crm.contacts.queries.organisations import visible_organisations
from crm.core import reading
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.places.models import PlaceName


class HeldRole(Protocol):
    """A role with the time in which it is held."""

    @property
    def role(self) -> str: ...
    @property
    def from_date(self) -> date | None: ...
    @property
    def to_date(self) -> date | None: ...


@dataclass(frozen=True)
class ShownPlace:
    """A place by its names."""

    id: int
    names: Sequence[Any]
    code: str = ""


@dataclass(frozen=True)
class ShownAddress:
    """A postal address with its place, if one was chosen."""

    kind: str
    language: str
    lines: str
    postal_code: str
    access_notes: str
    place: ShownPlace | None


@dataclass(frozen=True)
class ShownOrganisation(ListedOrganisation):
    """The organisation with everything below it."""

    country: str
    place_id: int | None
    place_unknown: bool
    identifier_type: str
    identifier_value: str
    founded_year: int | None
    employees: int | None
    website: str
    status: str
    profile: str
    notes: str
    updated_at: datetime
    place: ShownPlace | None
    roles: Sequence[HeldRole]
    addresses: Sequence[ShownAddress]
    contact_points: Sequence[Any]
    is_ours: bool  #: whether it is our own office


_COLUMNS: Final = (
    Organisation.country, Organisation.place_id, Organisation.place_unknown, Organisation.identifier_type,
    Organisation.identifier_value, Organisation.founded_year, Organisation.employees, Organisation.website,
    Organisation.status, Organisation.profile, Organisation.notes, Organisation.updated_at,
)  # fmt: skip
#: Whether it is our office, and whether there is anything of what most organisations have none of.
_HAS: Final = tuple(
    select(model.id).where(model.organisation_id == Organisation.id).exists().label(name)
    for name, model in (
        ("is_ours", OurOrganisation), ("has_addresses", OrganisationAddress), ("has_points", ContactPoint)
    )
)  # fmt: skip
_OWN: Final = visible_organisations(None).where(Organisation.id == bindparam("id")).with_only_columns(*_COLUMNS, *_HAS)


def organisation_shown(id: int, *, user: Actor) -> ShownOrganisation:
    """The organisation as its page shows it; NotVisible when there is none."""
    own = [row._asdict() for row in reading.rows(_OWN, id=id)]
    if not own:
        raise NotVisible
    has_addresses, has_points = own[0].pop("has_addresses"), own[0].pop("has_points")
    name, role, address, point = OrganisationName, OrganisationRole, OrganisationAddress, ContactPoint
    names = _below(name.organisation_id, id, name.text, name.reading, name.language, name.kind, name.is_primary)
    roles = _below(role.organisation_id, id, role.role, role.from_date, role.to_date)
    written: Sequence[Any] = ()
    if has_addresses:
        written = _below(
            address.organisation_id, id,
            address.kind, address.language, address.lines, address.postal_code, address.access_notes, address.place_id,
        )  # fmt: skip
    points: Sequence[Any] = ()
    if has_points:
        points = _below(point.organisation_id, id, point.kind, point.value, point.normalised, point.label)
    place_ids = {own[0]["place_id"], *(row.place_id for row in written)} - {None}
    named = reading.children(PlaceName.place_id, sorted(place_ids), PlaceName.language, PlaceName.text, PlaceName.kind)
    places = {place_id: ShownPlace(place_id, named.get(place_id, ())) for place_id in place_ids}
    addresses = [
        ShownAddress(row.kind, row.language, row.lines, row.postal_code, row.access_notes, places.get(row.place_id))
        for row in written
    ]
    return ShownOrganisation(
        id=id, names=names, place=places.get(own[0]["place_id"]), roles=roles, addresses=addresses,
        contact_points=points, **own[0],
    )  # fmt: skip


def current_roles(organisation: ShownOrganisation, on: date) -> list[str]:
    """The role codes an organisation has on a day, each once, in the order of the table."""
    held = {row.role for row in organisation.roles if rules.is_current(row.from_date, row.to_date, on)}
    return [code for code in rules.ORGANISATION_ROLES if code in held]


def _below(owner: Any, id: int, *columns: Any) -> Sequence[Any]:
    return reading.children(owner, [id], *columns).get(id, [])
