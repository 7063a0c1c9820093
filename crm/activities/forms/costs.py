"""The form of a cost with its receipt."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from crm.activities import queries, rules
from crm.activities.models import Activity, BudgetLine
from crm.activities.services import CostInput
from crm.core import clock
from crm.places.forms import AmountCurrency
from crm.web.forms import Amount, BaseForm, Choice, Line, PastDay, RecordChoice, translate
from crm.web.locale import zone

TEXT_LIMIT = 200


class CostForm(BaseForm):
    category = Choice(_l("Cost category"), table=rules.COST_CATEGORIES, required=True, blank=None)
    paid_on = PastDay(
        _l("Paid on"),
        required=True,
        description=_l("It is counted at the rate of this day. If the activity is over, its last day is suggested."),
    )
    amount = Amount(_l("Amount"), required=True)
    currency = AmountCurrency(_l("Currency"), on="paid_on")
    payee = Line(_l("Paid to"), limit=TEXT_LIMIT)
    funding_source = Choice(_l("Who bears it"), table=rules.FUNDING_SOURCES, required=True, blank=None)
    budget_line_id = RecordChoice(_l("Budget line"))
    receipt = FileField(
        _l("Receipt"),
        render_kw={"accept": "application/pdf,image/png,image/jpeg"},
        description=_l("PDF, PNG or JPEG. From a phone, photograph it here."),
    )
    note = Line(_l("Note"), limit=TEXT_LIMIT)

    def input(self) -> CostInput:
        """What was typed, for the service."""
        values = {name: value for name, value in self.values().items() if name != "receipt"}
        return CostInput(**values | {"note": self.note.data or "", "payee": self.payee.data or ""})


def line_label(line: BudgetLine) -> str:
    """A planned line in a list to choose from: kind, who bears it, note."""
    words = [translate(rules.COST_CATEGORIES[line.category]), translate(rules.FUNDING_SOURCES[line.funding_source])]
    return " · ".join([*words, line.note] if line.note else words)


def cost_form(activity: Activity, line_id: int | None = None) -> CostForm:
    """The form of a new cost, or of one that is there. Its version is the activity's, whose row it is."""

    class OneCostForm(CostForm):
        @classmethod
        def initial(cls, row: Activity) -> dict[str, Any]:
            if line_id is None:
                return {"paid_on": min(clock.today(zone()), activity.end_on)}
            line = queries.cost(row.id, line_id)
            names = ("category", "paid_on", "amount", "currency", "payee", "funding_source", "budget_line_id", "note")
            return {name: getattr(line, name) for name in names}

    def planned() -> list[tuple[int, str]]:
        return [(row.id, line_label(row)) for row in queries.budget_lines([activity.id])]

    offers = {"budget_line_id": planned}
    if line_id is None:
        return OneCostForm(data=OneCostForm.initial(activity), offers=offers)
    return OneCostForm.editing(activity, offers=offers)
