"""The form by which the fee of a booth becomes a cost of its fair."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities.models import CostLine
from crm.activities.rules import COST_CATEGORIES, FUNDING_SOURCES
from crm.core import here
from crm.fairs import queries
from crm.fairs.models import Booth
from crm.fairs.services import FeeInput
from crm.web.filters import plain_day
from crm.web.forms import BaseForm, Choice, Line, PastDay, RecordChoice, Tick, translate
from crm.web.money import money_text


class FeeForm(BaseForm):
    line_id = RecordChoice(_l("It is this cost"))
    apart = Tick(_l("It is none of the costs so far: book it as a new one"))
    paid_on = PastDay(_l("Paid on"), description=_l("It is counted at the rate of this day."))
    funding_source = Choice(_l("Who bears it"), table=FUNDING_SOURCES, required=True, blank=None)
    payee = Line(_l("Paid to"), limit=200)

    @classmethod
    def initial(cls, row: Booth) -> dict[str, Any]:
        return {"line_id": row.cost_line_id, "paid_on": min(here.today(), row.activity.end_on)}

    def input(self) -> FeeInput:
        """What the service takes."""
        return FeeInput(**self.values() | {"payee": self.payee.data or ""})


def fee_form(row: Booth) -> FeeForm:
    """The form of one booth (its fair loaded), which offers the costs of that fair."""
    costs = queries.costs_of(row.activity_id)
    return FeeForm.editing(row, offers={"line_id": lambda: [(line.id, _called(line)) for line in costs]})


def _called(line: CostLine) -> str:
    """A cost in a list to choose from: kind, amount, day, to whom."""
    told = [
        translate(COST_CATEGORIES[line.category]), money_text(line.amount, line.currency), plain_day(line.paid_on),
        line.payee, line.note,
    ]  # fmt: skip
    return " · ".join(filter(None, told))
