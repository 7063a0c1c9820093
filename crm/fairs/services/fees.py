"""The fee of a booth becomes a cost of its fair, once: a new one, or one that stands in the book already."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm.activities import services as activities
from crm.activities.services import CostInput
from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.fairs.models import Booth


@dataclass(frozen=True)
class FeeInput:
    """Which cost of the fair a fee is; or that it is none of them, when it was paid, who bears it and to whom."""

    line_id: int | None = None
    apart: bool = False
    paid_on: date | None = None
    funding_source: str = "own"
    payee: str = ""


def book_fee(row: Booth, content: FeeInput, *, by: Actor) -> None:
    """Enter the fee of a booth (its fair loaded) among the costs of the fair.

    Of a fee that is one of the costs, no cost says that it was none of them after all: nobody knows which again.
    A cost that an upgrade guessed is confirmed by saying it again. Else refused while the fair is closed, without a
    fee, for a cost of another activity, for a new cost without its day, and for a new one beside costs that may be this
    fee, unless somebody says that it is none of them. Else as `book_cost` refuses.
    """
    if content.line_id is None or content.line_id != row.cost_line_id:
        activities.check_open(row.activity)
    if not row.fee:
        raise Refused(Text("Enter the fee of the booth first."))
    if content.line_id is not None:
        if content.line_id not in {line.id for line in queries.costs_of(row.activity_id)}:
            raise Refused(Text("Choose one from the list."), "line_id")
        if content.apart:
            raise Refused(Text("Either it is one of the costs, or it is none of them."), "apart")
        _link(row, content.line_id, by)
        return
    if row.cost_line_id is not None:
        if not content.apart and content.paid_on is None:
            _link(row, None, by)
            return
        raise Refused(Text("Choose one from the list."), "line_id")
    if queries.may_be_fee(row) and not content.apart:
        raise Refused(
            Text("Costs that may be this fee are booked already. Choose the one that it is, or say that it is none."),
            "line_id",
        )
    if content.paid_on is None:
        raise Refused(Text("Fill in this field."), "paid_on")
    wanted = CostInput(
        rules.FEE_CATEGORY, content.paid_on, row.fee, row.currency, note=row.label, payee=content.payee,
        funding_source=content.funding_source,
    )  # fmt: skip
    with action(rules.BOOTH_FEE_BOOKED, by=by):
        line = activities.book_cost(row.activity, wanted, by=by)
        row.cost_line, row.fee_guessed = line, False
        touch(row)


def _link(row: Booth, line_id: int | None, by: Actor) -> None:
    with action(rules.BOOTH_FEE_BOOKED, by=by):
        row.cost_line_id, row.fee_guessed = line_id, False
        touch(row)


def unlink_cost(cost_line_id: int) -> None:
    """Within an action: whatever booth had this cost for its fee, those of the archive too, has none again."""
    for row in db.session.scalars(select(Booth).where(Booth.cost_line_id == cost_line_id)):
        row.cost_line_id, row.fee_guessed = None, False
        touch(row)
