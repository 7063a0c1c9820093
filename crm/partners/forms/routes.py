"""The form of a sales route: what it is, where it reaches, what proves it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts.forms.picks import OrganisationField
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import whole
from crm.partners import rules
from crm.partners.models import SalesRoute
from crm.partners.services import Proof, RouteInput
from crm.places.forms import PlaceField
from crm.web.forms import Amount, BaseForm, Choice, Currency, Day, Line, PartForm, Rows, Whole

MOST_OUTLETS = 1_000_000
_PLAIN = (
    "organisation_id", "name", "channel", "category", "outlets", "throughput", "throughput_currency",
    "throughput_year", "share", "valid_from", "valid_to",
)  # fmt: skip


class ReachRow(PartForm):
    place_id = PlaceField(_l("Place"))


class ProofRow(PartForm):
    id = HiddenField()
    grade = Choice(_l("How well it is proven"), table=rules.EVIDENCE_GRADES)
    on = Day(_l("Day"))
    note = Line(_l("Description of the evidence"), limit=300)


class RouteForm(BaseForm):
    organisation_id = OrganisationField(_l("Organisation"), required=True)
    name = Line(_l("Name of the route"), required=True)
    channel = Choice(_l("Channel"), table=rules.CHANNELS, required=True)
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES, description=_l("Empty: it carries all goods."))
    outlets = Whole(_l("Outlets"), most=MOST_OUTLETS)
    throughput = Amount(_l("Throughput a year"), description=_l("What is sold by this route in one year."))
    throughput_currency = Currency(_l("Currency"))
    throughput_year = Whole(_l("In which year"), least=1950, most=2100)
    share = Whole(
        _l("Share of the partner's sales in percent"), least=1, most=100,
        description=_l("How much of all that the organisation sells goes this way."),
    )  # fmt: skip
    state = Choice(_l("Status"), table=rules.ROUTE_STATUSES, required=True, blank=None)
    state_on = Day(
        _l("In this state since"),
        description=_l("Of a route that is suspended, no longer used or used again. Empty: today. Earlier days keep "
                       "what was true."),
    )  # fmt: skip
    valid_from = Day(_l("Valid from"))
    valid_to = Day(_l("Valid until"))
    reaches = Rows(ReachRow, _l("Places it reaches"), least=2)
    proofs = Rows(ProofRow, _l("Evidence"))

    @classmethod
    def initial(cls, row: SalesRoute) -> dict[str, Any]:
        """The row as the form shows it, its child rows included."""
        return {name: getattr(row, name) for name in _PLAIN} | {
            "throughput_currency": row.throughput_currency or here.currency(),
            "state": row.status,
            "reaches": [{"place_id": reach.place_id} for reach in row.coverage],
            "proofs": [
                {name: getattr(proof, name) for name in ("id", "grade", "on", "note")} for proof in row.evidence
            ],
        }

    def input(self) -> RouteInput:
        """What the services take."""
        values = self.values()
        proofs = self.proofs.filled("grade", "on", "note")
        return RouteInput(
            **{name: values[name] for name in _PLAIN},
            status=self.state.data,
            state_on=self.state_on.data,
            place_ids=[row["place_id"] for row in self.reaches.filled("place_id")],
            proofs=[
                Proof(row["grade"] or "", row["on"], row["note"] or "", whole(row["id"], digits=9)) for row in proofs
            ],
        )
