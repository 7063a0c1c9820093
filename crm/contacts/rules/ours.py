"""Our office among the organisations: what it says of itself stands there as its own page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from crm.audit.rules import Verb
from crm.contacts.rules.inputs import AddressInput, ContactInput, OrganisationNameInput, RoleInput
from crm.contacts.rules.tables import REGIONS
from crm.core import zones
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.languages import Language
from crm.core.texts import N_
from crm.office.rules import Office

ENTERED = Verb("organisation.our_office", N_("Our office added to the organisations"))
LEGAL: Final = "legal"
SEAT: Final = "office"
_COUNTRIES: Final = {zone: country for country, zone in zones.OF_COUNTRIES.items()}
#: {kind of an office: its role among the organisations}; the others have none by themselves.
_ROLES: Final = {
    "society": "chamber_sci", "cci": "chamber_cci", "federation": "federation_sci", "prefecture": "prefecture_gov",
    "city": "municipal_gov", "town": "municipal_gov", "village": "municipal_gov",
    "cooperative": "industry_cooperative", "ccpit": "ccpit", "commerce_bureau": "commerce_bureau",
    "foreign_affairs": "foreign_affairs_office", "federation_cn": "chamber_cci", "cci_kr": "chamber_cci",
    "city_kr": "municipal_gov",
}  # fmt: skip


@dataclass(frozen=True)
class OfficeFacts:
    """What an office says of itself, as an organisation has it."""

    name: OrganisationNameInput
    other_names: Sequence[OrganisationNameInput]
    addresses: Sequence[AddressInput]
    contact_points: Sequence[ContactInput]
    website: str

    def is_name(self, kind: str, language: str, text: str) -> bool:
        """Whether a name of an organisation is one that the office tells, or that it tells otherwise."""
        names = (self.name, *self.other_names)
        return any(text == name.text or (kind, language) == (LEGAL, name.language) for name in names)

    def is_address(self, kind: str, language: str) -> bool:
        """The same of an address."""
        return kind == SEAT and any(language == address.language for address in self.addresses)

    def is_point(self, kind: str) -> bool:
        """The same of a way to reach it."""
        return any(kind == point.kind for point in self.contact_points)


def told_by(office: Office) -> OfficeFacts:
    """What the office's page says. A number or address that nothing can read is left out."""
    usual = office.language
    texts = {language: text for language, text in office.names.items() if text}
    kinds = dict.fromkeys(texts, LEGAL)
    if office.latin and Language.EN not in texts:
        texts[Language.EN.value], kinds[Language.EN.value] = office.latin, LEGAL
    readings = {Language.JA.value: office.reading}
    names = [OrganisationNameInput(text, tag, readings.get(tag, ""), kinds[tag]) for tag, text in texts.items()]
    main = next((name for name in names if name.language == usual), OrganisationNameInput(office.name(), usual))
    points = [("tel", office.phone), ("fax", office.fax), ("email", office.mail)]
    country = country_of(office)
    return OfficeFacts(
        main,
        [name for name in names if name is not main],
        [AddressInput(lines, tag) for tag, lines in office.addresses.items() if lines],
        [ContactInput(kind, value) for kind, value in points if _is_readable(kind, value, country)],
        office.website if _is_readable("url", office.website, country) else "",
    )


def _is_readable(kind: str, value: str, country: str) -> bool:
    try:
        return bool(value and normalise(kind, value, country))
    except BadText:
        return False


def country_of(office: Office) -> str:
    """Where an office is: where its clock is, else where its language is at home."""
    return _COUNTRIES.get(office.zone, "") or REGIONS.get(office.language, "JP")


def roles_of(office: Office) -> list[RoleInput]:
    """What an office is as an organisation."""
    role = _ROLES.get(office.kind)
    return [RoleInput(role)] if role is not None else []


def as_told(content: dict[str, Any], told: OfficeFacts, organisation: Any) -> dict[str, Any]:
    """The whole of an organisation with what our office says of itself in place of what else was to be written.

    `content` are the arguments of `services.change_organisation`; `organisation` has its rows loaded: they are kept.
    """
    names = {row.language: row for row in organisation.names if not row.is_primary and row.kind == LEGAL}
    seats = {row.language: row for row in organisation.addresses if row.kind == SEAT}
    points = {row.kind: row for row in organisation.contact_points}

    def seat(address: AddressInput) -> AddressInput:
        row = seats.get(address.language)
        if row is None:
            return address
        return replace(address, id=row.id, access_notes=row.access_notes, place_id=row.place_id)

    return content | {
        "name": told.name,
        "other_names": [
            *(
                replace(name, id=names[name.language].id if name.language in names else None)
                for name in told.other_names
            ),
            *(n for n in content.get("other_names", ()) if not told.is_name(n.kind, n.language, n.text)),
        ],
        "addresses": [
            *map(seat, told.addresses),
            *(a for a in content.get("addresses", ()) if not told.is_address(a.kind, a.language)),
        ],
        "contact_points": [
            *(
                replace(point, id=points[point.kind].id if point.kind in points else None)
                for point in told.contact_points
            ),
            *(p for p in content.get("contact_points", ()) if not told.is_point(p.kind)),
        ],
        "website": told.website or content.get("website", ""),
    }
