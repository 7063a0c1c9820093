"""The input of the pages about organisations."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from crm.contacts import queries, rules
from crm.contacts.forms.likeness import weights
from crm.contacts.forms.rows import (
    CONTACT_LIMIT,
    READS,
    AddressRow,
    ContactRow,
    OrganisationNameRow,
    RoleRow,
    all_checked,
    as_dicts,
    contact_inputs,
    counted,
    offer,
    suggesting,
)
from crm.contacts.models import Organisation
from crm.contacts.rules import (
    AddressInput,
    OrganisationNameInput,
    RoleInput,
)
from crm.core.contact_points import normalise
from crm.core.languages import LANGUAGE_LABELS
from crm.places import queries as places
from crm.places.forms import CountryField, PlaceField
from crm.web.access import me
from crm.web.forms import (
    BaseForm,
    Choice,
    Line,
    Prose,
    Rows,
    Whole,
)


class OrganisationForm(BaseForm):
    language = Choice(_l("Language of the name"), table=LANGUAGE_LABELS, required=True, blank=None)
    text = Line(_l("Name in its own script"), required=True, render_kw=READS)
    reading = Line(_l("Reading"), description=_l("Kana, or pinyin with tones."))
    kind = Choice(_l("Form"), table=rules.ORGANISATION_NAME_KINDS, required=True, blank=None)
    names = Rows(OrganisationNameRow, _l("Other names"), least=0)
    roles = Rows(RoleRow, _l("Roles"))
    country = CountryField(_l("Country"), description=_l("Follows the place when left empty."))
    place_id = PlaceField(_l("Place"))
    contact_points = Rows(ContactRow, _l("Contact details"))
    addresses = Rows(AddressRow, _l("Addresses"), least=0)
    website = Line(_l("Website"), limit=CONTACT_LIMIT)
    organisation_status = Choice(_l("Status"), table=rules.ORGANISATION_STATUSES, required=True, blank=None)
    identifier_type = Choice(_l("Kind of registration number"), table=rules.IDENTIFIER_TYPES)
    identifier_value = Line(_l("Registration number"), limit=30)
    founded_year = Whole(_l("Founded in"), least=500, most=2200)
    employees = Whole(_l("Employees"), most=10_000_000)
    profile = Prose(
        _l("Profile"), limit=2000, description=_l("Three lines for the briefing pack: history, business, routes.")
    )
    notes = Prose(_l("Notes"))

    PLAIN: ClassVar[tuple[str, ...]] = (
        "country", "place_id", "website", "identifier_type", "identifier_value", "founded_year",
        "employees", "profile", "notes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if suggesting():
            self.suggest()

    def suggest(self) -> None:
        """Offer a reading and the Korean name where nothing is written yet."""
        name = OrganisationNameInput(self.text.data or "", self.language.data or "")
        if not self.reading.data:
            self.reading.data = rules.suggested_organisation_reading(name)
        for form in rules.suggested_organisation_names(name, {row.language.data for row in counted(self.names)}):
            offer(self.names, kind=form.kind, language=form.language, text=form.text)

    @classmethod
    def initial(cls, row: Organisation) -> dict[str, Any]:
        organisation = row
        if inspect(row).unloaded & {"names", "roles", "addresses", "contact_points"}:
            organisation = queries.organisation(row.id, user=me(), archived=True)
        main = next(name for name in organisation.names if name.is_primary)
        others = [name for name in organisation.names if name is not main]
        return {name: getattr(organisation, name) for name in cls.PLAIN} | {
            "language": main.language, "text": main.text, "reading": main.reading, "kind": main.kind,
            "organisation_status": organisation.status,
            "names": as_dicts(others, "kind", "language", "text", "reading"),
            "roles": as_dicts(organisation.roles, "role", "from_date", "to_date"),
            "addresses": as_dicts(
                organisation.addresses, "kind", "language", "postal_code", "lines", "place_id", "access_notes"
            ),
            "contact_points": as_dicts(organisation.contact_points, "kind", "value", "label"),
        }  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        region = self.country.data or places.country_of(self.place_id.data)
        return all_checked(self.contact_points, [region]) and valid

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.create_organisation` and `change_organisation`."""
        plain = {name: self[name].data for name in self.PLAIN if name in self}
        texts = ("country", "website", "identifier_type", "identifier_value", "profile", "notes")
        return plain | {name: plain[name] or "" for name in texts if name in plain} | {
            "status": self.organisation_status.data,
            "name": self.main_name(),
            "other_names": [
                OrganisationNameInput(r.text.data, r.language.data, r.reading.data or "", r.kind.data, r.row_id)
                for r in counted(self.names)
            ],
            "roles": [RoleInput(r.role.data, r.from_date.data, r.to_date.data, r.row_id) for r in counted(self.roles)],
            "addresses": [
                AddressInput(
                    r.lines.data, r.language.data, r.postal_code.data or "", r.access_notes.data or "", r.row_id,
                    r.kind.data, r.place_id.data,
                )
                for r in counted(self.addresses)
            ],
            "contact_points": contact_inputs(self.contact_points),
        }  # fmt: skip

    def main_name(self) -> OrganisationNameInput:
        """The name in its own script."""
        return OrganisationNameInput(
            self.text.data or "", self.language.data or "", self.reading.data or "", self.kind.data or "legal"
        )

    def candidates(self) -> list[queries.OrganisationCandidate]:
        """Which organisations may be the same."""
        content = self.input()
        names = [content["name"].text, *(name.text for name in content["other_names"])]
        region = content["country"] or places.country_of(content["place_id"])
        points = [(p.kind, normalise(p.kind, p.value, region)) for p in content["contact_points"]]
        return queries.organisation_candidates(
            names, content["identifier_value"], contact_points=points, website=content["website"],
            place_id=content["place_id"], user=me(), weights=weights(),
        )  # fmt: skip


class QuickOrganisationForm(BaseForm):
    text = Line(_l("Name in its own script"), required=True)
    place_id = PlaceField(_l("Place"), required=True)
    role = Choice(_l("Role"), table=rules.ORGANISATION_ROLES)

    def candidates(self) -> list[queries.OrganisationCandidate]:
        """Which organisations may be the same."""
        return queries.organisation_candidates(
            [self.text.data or ""], place_id=self.place_id.data, user=me(), weights=weights()
        )
