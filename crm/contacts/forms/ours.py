"""The page of our own office among the organisations: without what the office's own page says."""

from typing import Any

from flask_babel import gettext as _

from crm.contacts.forms.organisations import OrganisationForm
from crm.contacts.forms.rows import counted
from crm.contacts.models import Organisation
from crm.contacts.rules import OrganisationNameInput, ours
from crm.office import queries as offices


class OurOrganisationForm(OrganisationForm):
    """Its rows are those that the office's page does not tell."""

    text = language = reading = kind = None  # type: ignore[assignment]  # WTForms' way to leave out

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ours.told_by(offices.current()).website:
            del self.website

    def suggest(self) -> None:
        """Nothing: the office says how it is read."""

    @classmethod
    def initial(cls, row: Organisation) -> dict[str, Any]:
        told, shown = ours.told_by(offices.current()), super().initial(row)
        kept = {name: value for name, value in shown.items() if name not in ("text", "language", "reading", "kind")}
        return kept | {
            "names": [n for n in shown["names"] if not told.is_name(n["kind"], n["language"], n["text"])],
            "addresses": [a for a in shown["addresses"] if not told.is_address(a["kind"], a["language"])],
            "contact_points": [p for p in shown["contact_points"] if not told.is_point(p["kind"])],
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """What the office's page tells is not told here a second time."""
        valid, told = super().validate(extra_validators), ours.told_by(offices.current())
        again = [
            *(row.text for row in counted(self.names) if told.is_name(row.kind.data, row.language.data, row.text.data)),
            *(row.lines for row in counted(self.addresses) if told.is_address(row.kind.data, row.language.data)),
            *(row.value for row in counted(self.contact_points) if told.is_point(row.kind.data)),
        ]
        for field in again:
            field.errors = [*field.errors, _("This comes from the page of our office. Change it there.")]
        for rows in (self.names, self.addresses, self.contact_points) if again else ():
            rows.errors = [entry.errors for entry in rows]
        return valid and not again

    def main_name(self) -> OrganisationNameInput:
        return ours.told_by(offices.current()).name
