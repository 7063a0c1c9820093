"""Our office stands among the organisations: entered when its page is saved, and told anew with every saving."""

from typing import Any

from sqlalchemy import select

from crm.audit.services import action
from crm.contacts import queries
from crm.contacts.models import Organisation, OrganisationName, OurOrganisation
from crm.contacts.queries.ours import our_organisation_id
from crm.contacts.rules import ours
from crm.contacts.rules.inputs import AddressInput, ContactInput, OrganisationNameInput, RoleInput
from crm.contacts.services.organisations import change_organisation, create_organisation
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.office.rules import Office
from crm.places import queries as places
from crm.places import services as places_services

_ROWS = (Organisation.names, Organisation.roles, Organisation.addresses, Organisation.contact_points)
#: Columns that stay as they are when an organisation is written anew.
_PLAIN = ("identifier_type", "identifier_value", "founded_year", "employees", "website", "status", "profile", "notes")


def keep_our_organisation(office: Office, *, by: Actor | None) -> None:
    """Write what the office says of itself into its organisation.

    The first time that is the only one that bears a name of the office, else a new one. Nothing happens to an office
    without a name.
    """
    if not office.name():
        return
    with action(ours.ENTERED, by=by):
        found = _linked() or _namesake(office)
        if found is None:
            found = create_organisation(
                name=ours.told_by(office).name, country=ours.country_of(office), roles=ours.roles_of(office), by=by
            )
            db.session.flush()
        if our_organisation_id() is None:
            db.session.add(OurOrganisation(id=1, organisation_id=found.id))
            db.session.flush()
        change_organisation(found, **_content(found) | _seat(found, office, by=by), by=by)


def _linked() -> Organisation | None:
    id = our_organisation_id()
    if id is None:
        return None
    found = db.session.get_one(Organisation, id)
    reading.fill([found], *_ROWS)
    return found


def _namesake(office: Office) -> Organisation | None:
    """The organisation that bears a name of the office, where there is just one."""
    named = select(OrganisationName.organisation_id).where(
        OrganisationName.text.in_(office.names.values()), OrganisationName.kind.in_(("legal", "trade"))
    )
    found = list(db.session.scalars(queries.visible_organisations(None).where(Organisation.id.in_(named)).limit(2)))
    reading.fill(found, *_ROWS)
    return found[0] if len(found) == 1 else None


def _seat(found: Organisation, office: Office, *, by: Actor | None) -> dict[str, Any]:
    """Where it is: in the town that the office's address names, added to the places; nothing where it names none."""
    named = places.seat_of(office)
    if not named:
        return {}
    town = places_services.take(named[-1].id, language=office.language, by=by)
    if found.place_id is not None and town.id in places.lineages([found.place_id])[found.place_id]:
        return {}
    return {"place_id": town.id, "country": town.country}


def _content(found: Organisation) -> dict[str, Any]:
    """An organisation as it is, as arguments of `change_organisation`."""
    main = next(row for row in found.names if row.is_primary)
    others = [row for row in found.names if row is not main]
    return {name: getattr(found, name) for name in _PLAIN} | {
        "name": OrganisationNameInput(main.text, main.language, main.reading, main.kind),
        "country": found.country,
        "place_id": found.place_id,
        "other_names": [OrganisationNameInput(r.text, r.language, r.reading, r.kind, r.id) for r in others],
        "roles": [RoleInput(row.role, row.from_date, row.to_date, row.id) for row in found.roles],
        "addresses": [
            AddressInput(r.lines, r.language, r.postal_code, r.access_notes, r.id, r.kind, r.place_id)
            for r in found.addresses
        ],
        "contact_points": [ContactInput(r.kind, r.value, r.label, r.id) for r in found.contact_points],
    }
