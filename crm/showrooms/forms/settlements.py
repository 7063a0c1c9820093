"""The forms of a settlement: its period, what the operator keeps back, the day of the remittance."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.core import here
from crm.showrooms import rules
from crm.showrooms.models import Settlement
from crm.showrooms.services import OutlayInput, SettlementInput
from crm.web.forms import Amount, BaseForm, Choice, Day, Line, PartForm, PastDay, Prose, Rows


class KeptCostRow(PartForm):
    kind = Choice(_l("Kind of cost"), table=rules.COSTS)
    amount = Amount(_l("Amount"))
    note = Line(_l("Remarks"), limit=200)


class SettlementForm(BaseForm):
    begins_on = Day(_l("First day of the period"), required=True)
    ends_on = Day(
        _l("Last day of the period"),
        required=True,
        description=_l("All reconciled sales up to this day that no other settlement has."),
    )
    settled_on = Day(_l("Day of the settlement"), required=True, default=here.today)
    costs = Rows(
        KeptCostRow, _l("Costs kept back"), description=_l("In the currency of the terms; shared out among the makers.")
    )
    invoice = Line(_l("Number of the invoice (发票)"), limit=80)
    notes = Prose(_l("Notes"), limit=4000)

    @classmethod
    def initial(cls, row: Settlement) -> dict[str, Any]:
        plain = ("begins_on", "ends_on", "settled_on", "invoice", "notes")
        costs = [{"kind": each.kind, "amount": each.amount, "note": each.note} for each in row.expenses]
        return {name: getattr(row, name) for name in plain} | {"costs": costs}

    def input(self) -> SettlementInput:
        """What the services take."""
        rows = self.costs.filled("kind", "amount")
        costs = [OutlayInput(row["kind"] or "", row["amount"], row["note"] or "") for row in rows]
        return SettlementInput(
            self.begins_on.data,
            self.ends_on.data,
            self.settled_on.data,
            costs,
            self.invoice.data or "",
            self.notes.data or "",
        )


class PaymentForm(BaseForm):
    paid_on = PastDay(_l("Day of the remittance"), required=True, default=here.today)


class CorrectionForm(PaymentForm):
    paid_reason = Line(_l("Reason"), required=True, limit=300)
