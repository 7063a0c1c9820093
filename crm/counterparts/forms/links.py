"""The form of a link between counterparts."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts.forms.picks import OrganisationField
from crm.counterparts import queries, rules
from crm.counterparts.models import SisterLink
from crm.counterparts.services import LinkInput
from crm.places.forms import PlaceField
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Day, Line, Prose, Tick
from crm.web.locale import language


class LinkForm(BaseForm):
    kind = Choice(_l("Kind"), table=rules.KINDS, required=True, blank=None)
    link_status = Choice(_l("Status"), table=rules.STATUSES, required=True, blank=None)
    place_id = PlaceField(_l("Place"))
    organisation_id = OrganisationField(_l("or organisation"))
    other_place_id = PlaceField(_l("Place"))
    other_organisation_id = OrganisationField(_l("or organisation"))
    signed_on = Day(_l("Signed on"))
    signed_where = Line(_l("Signed at"))
    basis_document = Line(_l("Document"), limit=300, description=_l("Title or number of the paper that was signed."))
    heads_signed = Tick(_l("Signed by the heads of both sides"))
    broad = Tick(_l("Not limited to one field"))
    approved = Tick(_l("Approved by the assembly, or in the budget"))
    notes = Prose(_l("Notes"), limit=4000)

    @classmethod
    def initial(cls, row: SisterLink) -> dict[str, Any]:
        return super().initial(row) | {"link_status": row.status}

    def alike(self) -> list[queries.LinkLine]:
        """What is recorded of the same kind between the same two sides."""
        here = (self.place_id.data, self.organisation_id.data)
        there = (self.other_place_id.data, self.other_organisation_id.data)
        return queries.alike(self.kind.data, here, there, user=me(), language=language())

    def input(self) -> LinkInput:
        """What the services take."""
        values = self.values()
        return LinkInput(status=values.pop("link_status"), **values)
