"""An organisation that somebody works for and that nobody has entered yet: added with the person, in the same form."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import queries, rules
from crm.contacts.forms.likeness import weights
from crm.contacts.forms.picks import OrganisationField
from crm.places.forms import PlaceField
from crm.web.access import me
from crm.web.forms import Choice, Tick
from crm.web.forms.picks import NOBODY


def asked() -> tuple[Choice, PlaceField, Tick]:
    """(new_role, new_at, new_anywhere), made anew: fields stand in a form in the order in which they are made."""
    what = Choice(_l("What it is"), table=rules.ORGANISATION_ROLES, blank=_l("Not known"))
    where = PlaceField(
        _l("Where it is"),
        description=_l("Choose its place to add it as a new organisation, or correct the name above."),
    )
    anywhere = Tick(
        _l("Add it as a new organisation, place unknown"),
        description=_l("Its country is guessed from its name."),
    )
    return what, where, anywhere


class NewEmployer:
    """A form with the fields `asked`, which count only where its organisation is not among the contacts."""

    organisation_id: OrganisationField
    new_role: Choice
    new_at: PlaceField
    new_anywhere: Tick

    @property
    def unknown(self) -> str:
        """The organisation that was typed and that nobody has entered yet; "" for none."""
        sent = self.organisation_id.sent
        return (sent.typed or "") if sent.fault == NOBODY else ""

    @property
    def adds(self) -> bool:
        """Whether the organisation that was typed is to be added."""
        return bool(self.unknown) and (self.new_at.data is not None or bool(self.new_anywhere.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """An organisation that nobody has entered yet is no fault once somebody says where it is, or nobody knows."""
        valid = bool(super().validate(extra_validators))  # type: ignore[misc]  # of the form that it is mixed into
        if valid or not self.adds:
            return valid
        self.organisation_id.errors = []
        return not self.errors  # type: ignore[attr-defined]  # the same

    def firms(self) -> list[queries.OrganisationCandidate]:
        """Which organisations may be the one that is to be added."""
        if not self.unknown:
            return []
        place = self.new_at.data
        return queries.organisation_candidates([self.unknown], place_id=place, user=me(), weights=weights())
