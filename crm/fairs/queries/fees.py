"""Fees of booths and the costs of their fairs: which fee is which cost, and which is none yet (domain.md §1.5)."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from crm.activities.models import Activity, CostLine
from crm.core import reading
from crm.core.database import db
from crm.core.records import stands
from crm.fairs import rules
from crm.fairs.models import Booth


def _unbooked() -> Select[Booth]:
    """The booths whose organiser asks a fee that is not known to be among the costs."""
    return select(Booth).where(stands(Booth), Booth.fee > 0, Booth.cost_line_id.is_(None))


def unbooked(activity_id: int) -> Sequence[Booth]:
    """Those of a fair that the caller found to be visible, by hall and number."""
    mine = _unbooked().where(Booth.activity_id == activity_id)
    return db.session.scalars(mine.order_by(Booth.hall, Booth.number, Booth.id)).all()


def guessed(activity_id: int) -> Sequence[Booth]:
    """Those of a fair that the caller found to be visible whose fee only an upgrade took for one of its costs."""
    mine = select(Booth).where(stands(Booth), Booth.activity_id == activity_id, Booth.fee_guessed)
    return db.session.scalars(mine.order_by(Booth.hall, Booth.number, Booth.id)).all()


def unbooked_fees(activity_ids: Collection[int]) -> Mapping[int, Sequence[tuple[Decimal, str]]]:
    """{fair: [(amount, currency)]} of the fees that are not known to be among its costs, one of each currency."""
    if not activity_ids:
        return {}
    statement = _unbooked().where(reading.among(Booth.activity_id, activity_ids))
    found: dict[int, dict[str, Decimal]] = {}
    rows: Any = reading.rows(statement.with_only_columns(Booth.activity_id, Booth.fee, Booth.currency))
    for id, fee, currency in rows:
        sums = found.setdefault(id, {})
        sums[currency] = sums.get(currency, Decimal(0)) + fee
    return {id: [(amount, currency) for currency, amount in sums.items()] for id, sums in found.items()}


def lacks_a_fee() -> ColumnElement[bool]:
    """Whether an activity that was not cancelled has a booth whose fee is not known to be among its costs."""
    own = _unbooked().where(Booth.activity_id == Activity.id).correlate(Activity)
    return own.exists() & (Activity.status != "cancelled")


def costs_of(activity_id: int) -> Sequence[CostLine]:
    """The costs of a fair, of which one may be the fee of a booth; the latest first."""
    statement = select(CostLine).where(CostLine.activity_id == activity_id)
    return db.session.scalars(statement.order_by(CostLine.paid_on.desc(), CostLine.id.desc())).all()


def may_be_fee(booth: Booth) -> Sequence[CostLine]:
    """The costs of its fair that may be the fee of a booth: of its kind, or of its amount, and no other booth's fee."""
    taken = select(Booth.cost_line_id).where(Booth.cost_line_id.is_not(None), Booth.id != booth.id)
    alike = or_(
        CostLine.category == rules.FEE_CATEGORY,
        (CostLine.amount == booth.fee) & (CostLine.currency == booth.currency),
    )
    statement = select(CostLine).where(CostLine.activity_id == booth.activity_id, alike, CostLine.id.not_in(taken))
    return db.session.scalars(statement.order_by(CostLine.id)).all()


def fee_exceeds(booth: Booth) -> bool:
    """Whether the fees of all booths that one cost is for come to more than that cost (loaded): then figures are too
    low. A cost may be for more than the booths, and one in another currency says nothing of the fee."""
    line = booth.cost_line
    if line is None:
        return False
    fees = db.session.execute(select(Booth.fee, Booth.currency).where(Booth.cost_line_id == line.id, stands(Booth)))
    told = [(fee or Decimal(0), currency) for fee, currency in fees]
    return all(currency == line.currency for _fee, currency in told) and sum(fee for fee, _ in told) > line.amount
