"""What is done to organisations: made, changed with everything below them, archived, restored."""

from collections.abc import Sequence
from typing import Any

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import rules
from crm.contacts.models import (
    ContactPoint,
    Organisation,
    OrganisationAddress,
    OrganisationName,
    OrganisationRole,
)
from crm.contacts.queries.ours import our_organisation_id
from crm.contacts.rules import (
    AddressInput,
    ContactInput,
    OrganisationNameInput,
    RoleInput,
    ours,
)
from crm.contacts.services.rows import (
    CHOOSE,
    check_codes,
    check_dates,
    check_name,
    check_not_merged,
    normalised,
    sync,
    visible_place,
    website_of,
)
from crm.core import clock, identifiers
from crm.core.cleaning import BadText
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.office import queries as offices
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import COUNTRIES


def create_organisation(
    *, name: OrganisationNameInput, country: str = "", place_id: int | None = None, by: Actor | None, **content: Any
) -> Organisation:
    """A new organisation; `content` as for `change_organisation`. The country follows the place when not given."""
    organisation = Organisation(names=[], roles=[], addresses=[], contact_points=[])
    _write_organisation(organisation, rules.ORGANISATION_CREATED, name, country, place_id, by, **content)
    return organisation


def change_organisation(
    organisation: Organisation,
    *,
    name: OrganisationNameInput,
    country: str = "",
    place_id: int | None = None,
    by: Actor | None,
    **content: Any,
) -> None:
    """Write the whole organisation anew. Its children must be loaded; rows not given are taken away.

    `content`: other_names, roles, addresses, contact_points (sequences of the inputs in rules), and the columns
    identifier_type, identifier_value, founded_year, employees, website, status, profile, notes. Of our own office,
    what its page tells (name, addresses, telephone …) is written as that tells it, whatever is given here.
    """
    if organisation.id == our_organisation_id():
        told = ours.told_by(offices.current())
        content = ours.as_told(content, told, organisation)
        name = content.pop("name")
    _write_organisation(organisation, rules.ORGANISATION_CHANGED, name, country, place_id, by, **content)


def _write_organisation(
    organisation: Organisation,
    verb: Verb,
    name: OrganisationNameInput,
    country: str,
    place_id: int | None,
    by: Actor | None,
    *,
    other_names: Sequence[OrganisationNameInput] = (),
    roles: Sequence[RoleInput] = (),
    addresses: Sequence[AddressInput] = (),
    contact_points: Sequence[ContactInput] = (),
    identifier_type: str = "",
    identifier_value: str = "",
    founded_year: int | None = None,
    employees: int | None = None,
    website: str = "",
    status: str = "active",
    profile: str = "",
    notes: str = "",
) -> None:
    place = visible_place(place_id, by)
    country = country or (place.country if place else "")
    if country not in COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    if place is not None and place.country != country:
        raise Refused(Text("This place is in another country."), "place_id")
    for form in (name, *other_names):
        check_name(form.text, form.language, "text")
    check_codes([status], rules.ORGANISATION_STATUSES, "status")
    check_codes([role.role for role in roles], rules.ORGANISATION_ROLES, "roles")
    check_codes([form.kind for form in (name, *other_names)], rules.ORGANISATION_NAME_KINDS, "other_names")
    _check_addresses(organisation, addresses, by)
    for role in roles:
        check_dates(role.from_date, role.to_date, "roles")
    number = _checked_number(identifier_type, identifier_value)
    points = normalised(contact_points, [country])
    site = website_of(website)
    with action(verb, by=by):
        organisation.country, organisation.place_id = country, place_id
        organisation.identifier_type, organisation.identifier_value = identifier_type, number
        organisation.founded_year, organisation.employees = founded_year, employees
        organisation.website, organisation.status = site, status
        organisation.profile, organisation.notes = profile, notes
        assign(organisation, rules.organisation_keys(name, other_names))
        _write_organisation_names(organisation, name, other_names)
        sync(organisation.roles, roles, OrganisationRole)
        sync(organisation.addresses, addresses, OrganisationAddress)
        sync(organisation.contact_points, points, ContactPoint)
        db.session.add(organisation)
        touch(organisation)


def _checked_number(kind: str, value: str) -> str:
    """The registration number in comparable form; Refused says what is wrong with it."""
    if bool(kind) != bool(value) or kind not in ("", *rules.IDENTIFIER_TYPES):
        raise Refused(Text("A registration number needs a kind and a value."), "identifier_value")
    try:
        return identifiers.normalised(kind, value) if kind else ""
    except BadText as bad:
        raise Refused(bad.text, "identifier_value") from bad


def _check_addresses(organisation: Organisation, addresses: Sequence[AddressInput], by: Actor | None) -> None:
    check_codes([address.language for address in addresses], list(Language), "addresses")
    check_codes([address.kind for address in addresses], rules.ADDRESS_KINDS, "addresses")
    wanted = {address.place_id for address in addresses} - {None} - {row.place_id for row in organisation.addresses}
    if not wanted:
        return
    visible = places.visible_to(by).where(Place.id.in_(wanted)).with_only_columns(Place.id)
    if wanted - set(db.session.scalars(visible)):
        raise Refused(CHOOSE, "addresses")


def _write_organisation_names(
    organisation: Organisation, name: OrganisationNameInput, others: Sequence[OrganisationNameInput]
) -> None:
    main = next((row for row in organisation.names if row.is_primary), None)
    if main is None:
        main = OrganisationName(is_primary=True)
        organisation.names.append(main)
    assign(main, name.columns())
    sync(organisation.names, others, OrganisationName, keep=[main])


def tell_where(organisation_id: int, place_id: int | None, *, by: Actor | None) -> None:
    """Where an organisation is that had no place yet, or that nobody knows (None); one that has a place keeps it.

    Refused for a place that is not seen, and for one in another country.
    """
    place = visible_place(place_id, by)
    organisation = db.session.get_one(Organisation, organisation_id)
    if organisation.place_id is not None:
        return
    if place is not None and organisation.country and place.country != organisation.country:
        raise Refused(Text("This place is in another country."), "counterpart_place_id")
    with action(rules.ORGANISATION_CHANGED, by=by):
        organisation.place_id, organisation.place_unknown = place_id, place_id is None


def archive_organisation(organisation: Organisation, *, by: Actor | None) -> None:
    """Take an organisation out of lists and search; its history stays. Refused for our own office."""
    if organisation.id == our_organisation_id():
        raise Refused(Text("This is our own office. It cannot be removed from the organisations."))
    with action(rules.ORGANISATION_ARCHIVED, by=by):
        organisation.archived_at = clock.now()


def restore_organisation(organisation: Organisation, *, by: Actor | None) -> None:
    """Bring an archived organisation back. Refused for one that was merged: what it had is at the other one."""
    check_not_merged(organisation)
    with action(rules.ORGANISATION_RESTORED, by=by):
        organisation.archived_at = None


def quick_organisation(*, text: str, place_id: int | None, role: str, by: Actor | None) -> Organisation:
    """An organisation from three fields: its name, where it is, what it is to us.

    None: nobody knows where, but it is thought to be in the country of its name's language.
    """
    place = visible_place(place_id, by)
    country = place.country if place else rules.REGIONS.get(rules.guess_language(text), "")
    if not country:
        raise Refused(Text("Choose its place: its name does not show its country."), "new_at")
    name = OrganisationNameInput(text, rules.guess_language(text, country))
    roles = [RoleInput(role)] if role else []
    made = create_organisation(name=name, country=country, place_id=place_id, roles=roles, by=by)
    if place is None:
        db.session.flush()
        tell_where(made.id, None, by=by)
    return made
