"""The budget as it is planned, what participants owe, and the hours of staff: each table is written as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from crm.activities import queries, rules
from crm.activities.models import Activity, BudgetLine, CostLine, ParticipantShare, StaffTime
from crm.activities.services.costs import MOST, check_money, check_open, in_book_currency
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import Money
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.services import EARLIEST, LATEST, check_organisation, rewrite
from crm.users import queries as users

Row = TypeVar("Row", BudgetLine, ParticipantShare, StaffTime)
MOST_HOURS = Decimal(10_000)
MOST_AN_HOUR = Decimal(1_000_000)  #: of the office's currency


@dataclass(frozen=True)
class BudgetInput:
    """A planned line as typed: the id of the one it replaces, or None."""

    category: str
    funding_source: str
    amount: Decimal
    currency: str = field(default_factory=here.currency)
    note: str = ""
    id: int | None = None


@dataclass(frozen=True)
class ShareInput:
    """What a delegate or a company owes and has paid, in the office's currency."""

    due: Decimal
    participant_id: int | None = None
    organisation_id: int | None = None
    funding_source: str = "participant_self_pay"
    paid: Decimal = Decimal(0)
    paid_on: date | None = None
    note: str = ""
    id: int | None = None


@dataclass(frozen=True)
class HoursInput:
    """Hours of a member of staff, at so much an hour."""

    user_id: int
    hours: Decimal
    unit_cost: Decimal
    note: str = ""
    id: int | None = None


def write_budget(activity: Activity, wanted: Sequence[BudgetInput], *, by: Actor | None) -> None:
    """Write the planned lines anew. One that stays as it is keeps its rate; a new amount is counted at today's.

    Refused as `book_cost` is. Costs charged to a line that goes stay, charged to none.
    """
    check_open(activity)
    today = here.today()
    known = _known(BudgetLine, activity.id)
    columns: list[tuple[int | None, dict[str, Any]]] = []
    for row in wanted:
        known_codes = (row.category, row.funding_source, row.amount, row.currency)
        _in_rows("lines", lambda codes=known_codes: check_money(*codes, may_be_zero=True))
        amount = Money(row.amount, row.currency).amount
        before = known.get(row.id or 0)
        values: dict[str, Any] = {
            "category": row.category, "funding_source": row.funding_source, "amount": amount, "currency": row.currency,
            "note": row.note,
        }  # fmt: skip
        same = before is not None and (before.amount, before.currency) == (amount, row.currency)
        if not same or before is None or before.book_amount is None:
            values |= in_book_currency(amount, row.currency, today)
        columns.append((row.id, values))
    charged = select(CostLine).where(CostLine.activity_id == activity.id, CostLine.budget_line_id.is_not(None))
    kept = {row.id for row in wanted}
    with action(rules.BUDGETED, by=by):
        for cost in db.session.scalars(charged):
            if cost.budget_line_id not in kept:
                cost.budget_line_id = None
        db.session.flush()
        _rewrite(BudgetLine, activity, known, columns)


def copy_budget(earlier_id: int, made: Activity, *, by: Actor | None) -> None:
    """Plan the same costs for another activity, at today's rates; what was paid stays behind."""
    lines = [
        BudgetInput(line.category, line.funding_source, line.amount, line.currency, line.note)
        for line in queries.budget_lines([earlier_id])
    ]
    if lines:
        write_budget(made, lines, by=by)


def write_shares(activity: Activity, wanted: Sequence[ShareInput], *, by: Actor | None) -> None:
    """Write anew who owes how much. Refused for someone who is not in the delegation, an unseen company, twice the
    same payer for one source, and amounts beyond any mission."""
    check_open(activity)
    known = _known(ParticipantShare, activity.id)
    delegates = {part.id for part in queries.participants(activity.id)}
    linked = {row.organisation_id for row in known.values()}
    seen: set[tuple[int | None, int | None, str]] = set()
    for row in wanted:
        if (row.participant_id is None) == (row.organisation_id is None):
            raise Refused(Text("Choose either a delegate or a company."), "shares")
        if row.participant_id is not None and row.participant_id not in delegates:
            raise Refused(Text("Choose one from the list."), "shares")
        if row.organisation_id not in linked:
            check_organisation(row.organisation_id, "shares", by)
        if row.funding_source not in rules.PARTICIPANTS_PAY:
            raise Refused(Text("Choose one."), "shares")
        if not (0 <= row.due < MOST and 0 <= row.paid < MOST):
            raise Refused(Text("Enter an amount of zero or more and below %(most)s.", most=f"{MOST:,}"), "shares")
        if row.paid_on is not None and not EARLIEST <= row.paid_on <= LATEST:
            raise Refused(Text("Enter a date between 1900 and 2199."), "shares")
        payer = (row.participant_id, row.organisation_id, row.funding_source)
        if payer in seen:
            raise Refused(Text("The same payer appears twice."), "shares")
        seen.add(payer)
    columns = [(row.id, _without_id(row)) for row in wanted]
    with action(rules.SHARES_CHANGED, by=by):
        _rewrite(ParticipantShare, activity, known, columns)


def divide(activity: Activity, *, by: Actor | None) -> int:
    """Divide what participants bear among those who were accepted, in whole units; how many owe something now.

    Interpreters, coordinators and the press travel for the others and owe nothing. Fees and what participants pay
    themselves are divided apart. What somebody has paid stays, and so do shares of companies, which are taken off the
    sum first. Refused when nobody is accepted or participants bear nothing.
    """
    now = queries.budget(activity.id)
    accepted = [
        part.id
        for part in queries.participants(activity.id)
        if part.status in rules.GOING and part.role not in rules.NOT_PAYING
    ]
    if not accepted:
        raise Refused(Text("Nobody in the delegation is accepted yet."))
    before = {(row.participant_id, row.funding_source): row for row in now.shares if row.participant_id is not None}
    wanted = [_as_input(row) for row in now.shares if row.participant_id is None]
    fees_agreed = any(part.fee is not None for part in queries.participants(activity.id))
    for source in rules.PARTICIPANTS_PAY:
        if source == rules.FEE and fees_agreed:  # what was agreed is not divided anew
            wanted += [_as_input(before.pop(payer)) for payer in [*before] if payer[1] == source]
            continue
        borne = now.of_source(source)
        companies = sum((row.due for row in borne.shares if row.participant_id is None), Decimal(0))
        total = max(int(borne.total.actual - companies), 0)
        if not total:
            continue
        for id, due in zip(accepted, rules.equal_shares(total, len(accepted)), strict=True):
            old = before.pop((id, source), None)
            wanted.append(
                ShareInput(
                    Decimal(due), participant_id=id, funding_source=source, paid=old.paid if old else Decimal(0),
                    paid_on=old.paid_on if old else None, note=old.note if old else "", id=old.id if old else None,
                )
            )  # fmt: skip
    if not any(row.participant_id for row in wanted):
        raise Refused(Text("No cost is borne by the participants. First enter a cost that they bear."))
    wanted += [_as_input(row, due=Decimal(0)) for row in before.values() if row.paid]
    write_shares(activity, wanted, by=by)
    return len(accepted)


def take_fees(activity: Activity, *, by: Actor | None) -> int:
    """Let each delegate owe the fee agreed in the delegation; what they have paid stays. How many owe one now.

    Fees in another currency than the office's stay for somebody to write their share. Refused while no fee is agreed.
    """
    parts = [part for part in queries.participants(activity.id) if part.status != "cancelled" and part.fee is not None]
    agreed = {part.id: part.fee for part in parts if part.fee_currency == here.currency()}
    if not agreed:
        raise Refused(Text("No fee in the office's currency is agreed with anybody in the delegation yet."))
    by_hand = {part.id for part in parts} - set(agreed)
    wanted = []
    for row in queries.shares(activity.id):
        if row.funding_source != rules.FEE or row.participant_id is None or row.participant_id in by_hand:
            wanted.append(_as_input(row))
        elif row.participant_id in agreed or row.paid:
            wanted.append(_as_input(row, due=agreed.pop(row.participant_id, None) or Decimal(0)))
    wanted += [ShareInput(fee or Decimal(0), participant_id=id, funding_source=rules.FEE) for id, fee in agreed.items()]
    write_shares(activity, wanted, by=by)
    return len(parts) - len(by_hand)


def _as_input(row: ParticipantShare, due: Decimal | None = None) -> ShareInput:
    return ShareInput(
        row.due if due is None else due, row.participant_id, row.organisation_id, row.funding_source, row.paid,
        row.paid_on, row.note, row.id,
    )  # fmt: skip


def write_hours(activity: Activity, wanted: Sequence[HoursInput], *, by: Actor | None) -> None:
    """Write the hours of staff anew. Refused for somebody without an account and for hours or prices out of reason."""
    check_open(activity)
    known = _known(StaffTime, activity.id)
    staff = set(dict(users.options())) | {row.user_id for row in known.values()}
    for row in wanted:
        if row.user_id not in staff:
            raise Refused(Text("Choose one from the list."), "hours")
        if not (0 < row.hours <= MOST_HOURS and 0 <= row.unit_cost <= MOST_AN_HOUR):
            raise Refused(Text("Enter hours above zero and a cost per hour of up to a million."), "hours")
    columns = [(row.id, _without_id(row)) for row in wanted]
    with action(rules.HOURS_CHANGED, by=by):
        _rewrite(StaffTime, activity, known, columns)


def record_export(activity: Activity, *, verb: Verb = rules.SUBSIDY_EXPORTED, by: Actor) -> None:
    """Note in the log that the money of an activity was taken out of the product."""
    with action(verb, by=by, record=activity):
        pass


def _known(model: type[Row], activity_id: int) -> dict[int, Row]:
    rows: Sequence[Row] = db.session.scalars(select(model).where(model.activity_id == activity_id)).all()
    return {row.id: row for row in rows}


def _without_id(row: ShareInput | HoursInput) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "id"}


def _rewrite(
    model: type[Row], activity: Activity, known: dict[int, Row], wanted: Sequence[tuple[int | None, dict[str, Any]]]
) -> None:
    rewrite(model, {"activity_id": activity.id}, known, wanted)
    touch(activity)


def _in_rows(field: str, check: Any) -> None:
    """Run a check whose refusal belongs to the rows as a whole."""
    try:
        check()
    except Refused as refusal:
        raise Refused(refusal.text, field) from refusal
