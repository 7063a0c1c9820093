"""The forms of a settlement: its period, what the operator keeps back, the day of the remittance."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.core import cleaning, here
from crm.core.errors import Refused
from crm.core.money import Money
from crm.core.texts import Text
from crm.products import queries as products
from crm.showrooms import queries, rules
from crm.showrooms.models import Settlement
from crm.showrooms.queries import Returnable
from crm.showrooms.rules.rent import RentDue
from crm.showrooms.services import OutlayInput, SettlementInput, rent_kept
from crm.web.filters import plain_day
from crm.web.forms import Amount, BaseForm, Choice, Day, Line, PartForm, PastDay, Prose, RecordChoice, Rows, Whole
from crm.web.locale import language
from crm.web.money import money_text


class KeptCostRow(PartForm):
    kind = Choice(_l("Kind of cost"), table=rules.TOLD_COSTS)
    amount = Amount(_l("Amount"))
    note = Line(_l("Remarks"), limit=200)
    maker_id = RecordChoice(_l("Borne by one maker alone"))


class ReturnRow(PartForm):
    sale_id = RecordChoice(_l("Sale that came back"))
    pieces = Whole(_l("Pieces"), least=1, description=_l("Empty: all that did not come back yet."))
    note = Line(_l("Reason"), limit=200)


class SettlementForm(BaseForm):
    begins_on = Day(_l("First day of the period"), required=True)
    ends_on = Day(
        _l("Last day of the period"),
        required=True,
        description=_l("All reconciled sales up to this day that no other settlement has."),
    )
    settled_on = Day(_l("Day of the settlement"), required=True, default=here.today)
    costs = Rows(
        KeptCostRow,
        _l("Costs kept back"),
        description=_l("In the currency of the terms; shared out among the makers, but for what one of them bears."),
    )
    returns = Rows(
        ReturnRow,
        _l("Goods that came back after their settlement"),
        least=0,
        description=_l("What was remitted for them is taken off here, from their maker alone."),
    )
    invoice = Line(_l("Number of the invoice (发票)"), limit=80)
    notes = Prose(_l("Notes"), limit=4000)
    rent_offered = HiddenField()  #: what the terms asked for when the form was made: it follows the period

    PLUMBING: ClassVar[frozenset[str]] = BaseForm.PLUMBING | {"rent_offered"}

    @classmethod
    def initial(cls, row: Settlement) -> dict[str, Any]:
        plain = ("begins_on", "ends_on", "settled_on", "invoice", "notes")
        told, back = ("kind", "amount", "note", "maker_id"), ("sale_id", "pieces", "note")
        costs = [{name: getattr(each, name) for name in told} for each in row.expenses if each.sale_id is None]
        returns = [{name: getattr(each, name) for name in back} for each in row.expenses if each.sale_id is not None]
        rows = {"costs": costs, "returns": returns, "rent_offered": rent_kept(row)}
        return {name: getattr(row, name) for name in plain} | rows

    def among(self, showroom_id: int, *, but: int | None = None, currency: str = "", back: int | None = None) -> Self:
        """The form, offering the makers of a showroom that the reader sees, and what settlements but that one settled
        in a currency, if one is told. The goods of sale `back` are entered as come back, unless they stand there."""
        makers = queries.makers_in(showroom_id, language())
        sales = cache(lambda: [
            (each.sale.id, _called(each))
            for each in queries.returnable(showroom_id, currency=currency, but=but)
            if each.left and each.settled.id != but
        ])  # fmt: skip
        entered = {row.form.sale_id.data for row in self.returns}
        if not self.is_submitted() and back not in entered and back in dict(sales()):
            self.returns.append_entry({"sale_id": back, "pieces": None, "note": ""})
        for row in self.returns:
            row.form.sale_id.options = sales
        kinds = rules.COSTS if but is not None and queries.has_returned_unnamed(but) else rules.TOLD_COSTS
        for row in self.costs:
            row.form.maker_id.options, row.form.kind.table = lambda: makers, kinds
        return self

    def check_rent(self, of: Callable[[date | None, date | None], RentDue]) -> None:
        """Refused once where the period was changed and the rent is still that of another one: it follows the period,
        and is looked at before it is saved. What somebody typed stays."""
        due, rows = of(self.begins_on.data, self.ends_on.data), [row.form for row in self.costs]
        kept = [row for row in rows if row.kind.data == "rent"]
        offered = _amount(self.rent_offered.data)
        if due.fits(offered) or len(kept) != bool(offered) or (kept and kept[0].amount.data != offered):
            return
        empty = next((row for row in rows if not row.kind.data and row.amount.data is None), None)
        row = kept[0] if kept else empty
        if row is None:
            return
        row.kind.data, row.amount.data, row.amount.raw_data = "rent", due.amount or None, None
        if not due.amount:
            row.kind.data = ""
        self.rent_offered.data = self.rent_offered.raw_data = None
        self.rent_offered.data = str(due.amount)
        raise Refused(
            Text(
                "The rent follows the period: %(rent)s by the terms for %(months)s months (days beyond them: "
                "%(days)s). Look at it, and save again.",
                rent=Money(due.amount, due.currency or here.currency()), months=due.months, days=due.days,
            ),
            "costs",
        )  # fmt: skip

    def input(self) -> SettlementInput:
        """What the services take."""
        rows = self.costs.filled("kind", "amount")
        costs = [OutlayInput(row["kind"] or "", row["amount"], row["note"] or "", row["maker_id"]) for row in rows]
        costs += [
            OutlayInput(rules.RETURNED_GOODS, None, row["note"] or "", None, row["sale_id"], row["pieces"])
            for row in self.returns.filled("sale_id", "pieces", "note")
        ]
        return SettlementInput(
            self.begins_on.data,
            self.ends_on.data,
            self.settled_on.data,
            costs,
            self.invoice.data or "",
            self.notes.data or "",
        )


def _called(told: Returnable) -> str:
    """A settled sale in a list to choose from: day, product, pieces, what was left of it, where it was settled."""
    sale = told.sale
    name = products.name_for(sale.exhibit.product, language()).text if sale.exhibit is not None else ""
    parts = [
        plain_day(sale.day), name, sale.exhibit.code if sale.exhibit is not None else "", f"× {told.left}",
        money_text(told.remitted - told.taken_off, sale.currency), told.settled.number,
    ]  # fmt: skip
    return " · ".join(filter(None, parts))


def _amount(text: object) -> Decimal:
    """What the form offered; nothing where somebody else wrote the field."""
    try:
        return cleaning.parse_decimal(str(text or "0"), 2)
    except cleaning.BadText:
        return Decimal(0)


class PaymentForm(BaseForm):
    paid_on = PastDay(_l("Day of the remittance"), required=True, default=here.today)


class CorrectionForm(PaymentForm):
    paid_reason = Line(_l("Reason"), required=True, limit=300)
