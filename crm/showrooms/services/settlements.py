"""What is done with settlements: drawn up, changed while a draft, approved, paid. No sale is settled twice (INV-S3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor, Permission
from crm.core.records import assign
from crm.core.texts import Text
from crm.places import queries as places
from crm.places.queries import Rate
from crm.showrooms import queries, rules
from crm.showrooms.models import (
    Sale,
    Settlement,
    SettlementCost,
    SettlementLine,
    SettlementShare,
    Showroom,
    ShowroomContract,
)
from crm.showrooms.rules import settling
from crm.showrooms.rules.amounts import rounded
from crm.showrooms.rules.settling import SoldPart
from crm.showrooms.services import partners, rates, returns
from crm.showrooms.services.returns import OutlayInput
from crm.showrooms.services.sales import take_out
from crm.showrooms.services.terms import check_terms, part_of, terms_of
from crm.users import queries as users

WAITS_FOR_A_SALE: Final = Text(
    "Nothing was sold here in this period: what came back is taken off in the next settlement with sales of its maker."
)
WAITS_FOR_ITS_MAKER: Final = Text(
    "The maker of goods that came back sold nothing here: that waits for a settlement with their sales. If they sell "
    "nothing here any more, agree with them on paying it back outside of a settlement, and take the row out."
)
DREW_IT_UP: Final = Text("You drew this settlement up: somebody else of management approves it.")


class NothingSold(Refused):
    """No sale of a period is left to settle."""


@dataclass(frozen=True)
class SettlementInput:
    """The period that is settled, when it was drawn up, and what the operator keeps back."""

    begins_on: date | None
    ends_on: date | None
    settled_on: date | None
    costs: Sequence[OutlayInput] = ()
    invoice: str = ""
    notes: str = ""


def draw_up(showroom: Showroom, content: SettlementInput, *, by: Actor | None) -> Settlement:
    """A settlement of all reconciled sales up to the last day of the period that no other settlement has.

    Refused for days out of order or to come, without terms or sales, and where costs are more than the makers earned.
    """
    number = queries.next_number(showroom.id, content.ends_on)
    settlement = Settlement(showroom_id=showroom.id, number=number, lines=[], shares=[], expenses=[])
    _write(settlement, showroom, content, rules.SETTLEMENT_DRAWN, by)
    return settlement


def redraw(settlement: Settlement, showroom: Showroom, content: SettlementInput, *, by: Actor | None) -> None:
    """Draw up a draft (all its rows loaded) anew; refusals as for `draw_up`."""
    _must_be(settlement, "draft")
    _write(settlement, showroom, content, rules.SETTLEMENT_CHANGED, by)


def take_out_of_draft(settlement: Settlement, showroom: Showroom, sale: Sale, *, by: Actor | None) -> None:
    """Take a sale back that stands in a draft (all its rows and the movement of the sale loaded), as the partner says
    that it was none: its goods are on the shelf again, and the draft is drawn up anew without it. What the partner said
    stays. Refused as `redraw`, also where no sale is left: then the draft is discarded."""
    _must_be(settlement, "draft")
    with action(rules.SALE_REMOVED, by=by):
        settlement.lines[:] = [line for line in settlement.lines if line.sale_id != sale.id]
        db.session.flush()
        take_out(sale)
    _write(settlement, showroom, content_of(settlement), rules.SETTLEMENT_CHANGED, by)


@dataclass(frozen=True)
class Drawn:
    """What a settlement comes to when it is drawn up: its own values, a line a sale, a share a maker, and the rate."""

    values: Mapping[str, Any]
    sales: Sequence[Sale]
    costs: Sequence[OutlayInput]
    lines: Mapping[int, SettlementLine]
    parts: Mapping[int, SoldPart]  #: what each sale comes to by the terms of its day
    shares: Mapping[int, SoldPart]
    rate: Rate | None


def worked_out(settlement: Settlement, showroom: Showroom, content: SettlementInput) -> Drawn:
    """What it would come to now by the terms of a showroom (loaded); nothing is written. Refused as `draw_up`."""
    begins_on, ends_on, settled_on = _days(content)
    contracts = showroom.contracts
    try:
        terms, sales = _to_settle(settlement, showroom, ends_on)
    except NothingSold:
        if not any(cost.kind == rules.RETURNED_GOODS for cost in content.costs):
            raise
        raise Refused(WAITS_FOR_A_SALE, "returns") from None
    by_terms = {sale.id: queries.governing(contracts, sale.day or ends_on, sale.currency) or terms for sale in sales}
    parts = {sale.id: part_of(sale, by_terms[sale.id]) for sale in sales}
    lines = {
        id: SettlementLine(sale_id=id, commission_rate=by_terms[id].commission_rate, commission=part.commission)
        for id, part in parts.items()
    }
    rates.price_lines([(lines[sale.id], sale) for sale in sales], terms, settled_on)
    costs = returns.priced(content.costs, showroom.id, terms.currency, but=settlement.id)
    shares = _shares(sales, parts, costs, terms)
    whole = sum(shares.values(), SoldPart())
    values = {
        "begins_on": begins_on, "ends_on": ends_on, "settled_on": settled_on,
        "due_on": rules.due_on(ends_on, terms.settlement_day), "currency": terms.currency,
        "rate_day": terms.rate_day, "withholding_rate": terms.withholding_rate, "invoice": content.invoice,
        "notes": content.notes, "pieces": whole.pieces, "gross": whole.gross, "tax": whole.tax,
        "commission": whole.commission, "withheld": whole.withheld, "costs": whole.costs, "net": whole.net,
        "book_currency": here.currency(),
    }  # fmt: skip
    return Drawn(values, sales, costs, lines, parts, shares, rates.rate_of(sales, parts, terms, settled_on))


def content_of(settlement: Settlement) -> SettlementInput:
    """What was told of a settlement (its costs loaded), as it would be told again."""
    costs = [
        OutlayInput(cost.kind, cost.amount, cost.note, cost.maker_id, cost.sale_id, cost.pieces)
        for cost in settlement.expenses
    ]
    return SettlementInput(
        settlement.begins_on, settlement.ends_on, settlement.settled_on, costs, settlement.invoice, settlement.notes
    )


def _write(settlement: Settlement, showroom: Showroom, content: SettlementInput, verb: Verb, by: Actor | None) -> None:
    drawn = worked_out(settlement, showroom, content)
    before = _told(settlement)
    with action(verb, by=by):
        assign(settlement, {**drawn.values, "drawn_by_id": by.id if by is not None else None})
        for sale in drawn.sales:
            assign(sale, {"gross": drawn.parts[sale.id].gross, "tax": drawn.parts[sale.id].tax})
        _keep_lines(settlement, drawn.lines)
        _keep_shares(settlement, drawn.shares)
        settlement.expenses[:] = [SettlementCost(**vars(cost)) for cost in drawn.costs]
        for cost in drawn.costs:
            if cost.sale_id is not None:
                touch(db.session.get_one(Sale, cost.sale_id))  # of two who take the same pieces off, one is told
                if sold_in := queries.settlement_of(cost.sale_id):
                    touch(sold_in)  # so is one of two of whom the other makes a draft of it again
        rates.price_returned(settlement)
        rates.convert(settlement, drawn.rate)
        db.session.add(settlement)
        if settlement.id is not None:
            touch(settlement)
    if verb is rules.SETTLEMENT_CHANGED and _told(settlement) != before:
        partners.supersede(settlement, by=by)


def _told(settlement: Settlement) -> tuple[object, ...]:
    """What is printed on the statement: who answered one, answered this."""
    names = (
        "begins_on", "ends_on", "settled_on", "due_on", "currency", "pieces", "gross", "tax", "commission", "withheld",
        "withholding_rate", "costs", "net", "rate", "rate_on", "rate_source", "book_currency", "book_net", "invoice",
    )  # fmt: skip
    expenses = [
        (cost.kind, cost.amount, cost.note, cost.maker_id, cost.sale_id, cost.pieces, cost.rate, cost.rate_on)
        for cost in settlement.expenses
    ]
    by_sale = sorted(settlement.lines, key=lambda line: line.sale_id)
    lines = [(line.sale_id, line.commission, line.rate, line.rate_on) for line in by_sale]
    return (*(getattr(settlement, name) for name in names), expenses, lines)


def _to_settle(settlement: Settlement, showroom: Showroom, ends_on: date) -> tuple[ShowroomContract, Sequence[Sale]]:
    """The terms of the sales, and the sales of one currency: that of the draft, else that of the terms of the last day,
    else one that is left. Refused as `terms_of`."""
    terms = queries.governing(showroom.contracts, ends_on)
    if terms is None:
        raise Refused(Text("Record the terms with the local partner first."), "ends_on")
    known = dict.fromkeys([terms.currency, *(each.currency for each in showroom.contracts)])
    for currency in [settlement.currency] if settlement.currency else known:
        found = queries.governing(showroom.contracts, ends_on, currency) or terms
        if sales := queries.to_settle(showroom.id, ends_on, currency, but=settlement.id):
            return terms_of(sales, showroom.contracts, found), sales
    raise NothingSold(Text("No reconciled sale of this period is left to settle."), "ends_on")


def _days(content: SettlementInput) -> tuple[date, date, date]:
    if content.begins_on is None:
        raise Refused(Text("Enter the first day of the period."), "begins_on")
    if content.ends_on is None or content.ends_on < content.begins_on:
        raise Refused(Text("The last day must not be before the first."), "ends_on")
    settled_on = content.settled_on or here.today()
    if content.ends_on > settled_on or settled_on > here.today():
        raise Refused(Text("A settlement is drawn up after its period, and not in the future."), "settled_on")
    return content.begins_on, content.ends_on, settled_on


def _shares(
    sales: Sequence[Sale], parts: Mapping[int, SoldPart], costs: Sequence[OutlayInput], terms: ShowroomContract
) -> Mapping[int, SoldPart]:
    laid_out, own = Decimal(0), defaultdict[int, Decimal](Decimal)
    sold = [(sale.movement.owner_id, parts[sale.id]) for sale in sales if sale.movement is not None]
    for cost in costs:
        if cost.kind not in rules.COSTS:
            raise Refused(Text("Choose one."), "costs")
        if cost.amount is None or cost.amount <= 0 or rounded(cost.amount, terms.currency) != cost.amount:
            raise Refused(Text("Enter the amount of each cost."), "costs")
        if cost.maker_id is not None and cost.maker_id not in dict(sold):
            if cost.sale_id is not None:
                raise Refused(WAITS_FOR_ITS_MAKER, "returns")
            raise Refused(
                Text("A maker who is to bear a cost sold nothing here: it waits for a settlement with their sales."),
                "costs",
            )
        laid_out += cost.amount
        if cost.maker_id is not None:
            own[cost.maker_id] += cost.amount
    common = laid_out - sum(own.values(), Decimal(0))
    found = settling.settled(sold, common, terms.withholding_rate, terms.currency, own)
    whole = sum(found.values(), SoldPart())
    if whole.costs != laid_out or any(part.net < 0 for part in found.values()):
        raise Refused(Text("The costs are more than the makers earned in this period."), "costs")
    return found


def _keep_lines(settlement: Settlement, lines: Mapping[int, SettlementLine]) -> None:
    """One row a sale, kept where it was in the draft before: the database knows each sale once."""
    kept = {line.sale_id: line for line in settlement.lines}
    for line in settlement.lines[:]:
        if line.sale_id not in lines:
            settlement.lines.remove(line)
    for sale_id, line in lines.items():
        if sale_id in kept:
            values = ("commission_rate", "commission", "rate", "rate_on")
            assign(kept[sale_id], {name: getattr(line, name) for name in values})
        else:
            settlement.lines.append(line)


def _keep_shares(settlement: Settlement, shares: Mapping[int, SoldPart]) -> None:
    kept = {share.maker_id: share for share in settlement.shares}
    for share in settlement.shares[:]:
        if share.maker_id not in shares:
            settlement.shares.remove(share)
    for maker_id, part in shares.items():
        values = {
            "pieces": part.pieces, "gross": part.gross, "tax": part.tax, "commission": part.commission,
            "withheld": part.withheld, "costs": part.costs, "net": part.net,
        }  # fmt: skip
        if maker_id in kept:
            assign(kept[maker_id], values)
        else:
            settlement.shares.append(SettlementShare(maker_id=maker_id, **values))


def is_left_to_others(settlement: Settlement, by: Actor) -> bool:
    """Whether a user drew a settlement up, as it stands, that somebody else can approve."""
    return settlement.drawn_by_id == by.id and users.others_with(Permission.SHOWROOMS_APPROVE, but=by.id)


def approve(settlement: Settlement, *, by: Actor) -> None:
    """Management agrees: from now on it stays as it is. Whoever drew it up does not, while somebody else may.

    A rate that was entered since is taken, and those of the days of the sales where a draft of before has their average
    alone. Refused without the rate that the terms name, while the partner disputes it, where the tax of a sale is not
    that of the terms of its day any more, and where its sales are settled by different terms."""
    _must_be(settlement, "draft")
    _must_be_undisputed(settlement)
    check_terms(settlement)
    if is_left_to_others(settlement, by):
        raise Refused(DREW_IT_UP)
    found = rates.rate_now(settlement) if settlement.rate is None or rates.is_averaged(settlement) else None
    if settlement.rate is None and found is None and settlement.rate_day != "remittance":
        raise Refused(rates.no_rate(settlement))
    with action(rules.SETTLEMENT_APPROVED, by=by):
        if found is not None:
            rates.price_lines([(line, line.sale) for line in settlement.lines], settlement, settlement.settled_on)
            rates.price_returned(settlement)
            rates.convert(settlement, found)
        _keep_names(settlement)
        settlement.status, settlement.approved_at, settlement.approved_by_id = "approved", clock.now(), by.id


def _keep_names(settlement: Settlement) -> None:
    """Products and makers are called on the statement as they are today, whatever they are called later."""
    goods = queries.goods_told([line.sale_id for line in settlement.lines])
    makers = queries.makers_told([share.maker_id for share in settlement.shares])
    for line in settlement.lines:
        line.told = goods.get(line.sale_id, {})
    for share in settlement.shares:
        share.told = makers[share.maker_id]


def reopen(settlement: Settlement, *, by: Actor) -> None:
    """Make a draft again of what was approved and is not paid. Refused once goods of it were taken off in another."""
    _must_be(settlement, "approved")
    if number := queries.came_back_in(settlement.id):
        raise Refused(Text("Goods that it settles came back and are taken off in %(number)s.", number=number))
    with action(rules.SETTLEMENT_REOPENED, by=by):
        settlement.status, settlement.approved_at, settlement.approved_by_id = "draft", None, None
        for line in settlement.lines:
            line.told = {}
        for share in settlement.shares:
            share.told = {}


def pay(settlement: Settlement, paid_on: date | None, *, by: Actor | None) -> None:
    """Note the day of the remittance. Refused before it is approved, while the partner disputes it and, where its rate
    counts, while none is known."""
    _must_be(settlement, "approved")
    _must_be_undisputed(settlement)
    _remitted(settlement, paid_on, "", rules.SETTLEMENT_PAID, by)


def correct_payment(settlement: Settlement, paid_on: date | None, reason: str, *, by: Actor | None) -> None:
    """Correct the day of a remittance that was typed wrong. Refused without a reason, and as `pay`."""
    _must_be(settlement, "paid")
    if not reason:
        raise Refused(Text("Enter the reason."), "paid_reason")
    _remitted(settlement, paid_on, reason, rules.SETTLEMENT_CORRECTED, by)


def _remitted(settlement: Settlement, paid_on: date | None, reason: str, verb: Verb, by: Actor | None) -> None:
    if paid_on is None or not settlement.settled_on <= paid_on <= here.today():
        raise Refused(Text("Enter the day of the remittance: after the settlement, and not in the future."), "paid_on")
    rate = None
    if settlement.rate_day == "remittance":
        rate = places.rate(settlement.currency, settlement.book_currency, paid_on)
        if rate is None:
            raise Refused(
                Text("No exchange rate of %(currency)s is known up to this day.", currency=settlement.currency),
                "paid_on",
            )
    with action(verb, by=by):
        settlement.status, settlement.paid_on, settlement.paid_reason = "paid", paid_on, reason
        if rate is not None:
            rates.convert(settlement, rate)


def discard(settlement: Settlement, *, by: Actor | None) -> None:
    """Put a draft away; its sales can be settled again."""
    _must_be(settlement, "draft")
    partners.let_go(settlement, by=by)
    with action(rules.SETTLEMENT_DISCARDED, by=by):
        settlement.lines.clear()
        settlement.shares.clear()
        audit.archive(settlement, rules.SETTLEMENT_DISCARDED, by=by)


def _must_be_undisputed(settlement: Settlement) -> None:
    if queries.is_disputed(settlement.id):
        raise Refused(Text("The partner disputes this statement: answer that first."))


def _must_be(settlement: Settlement, status: str) -> None:
    if settlement.status != status:
        raise Refused(
            Text("This settlement has moved on: %(status)s.", status=Text(rules.SETTLEMENT_STATUSES[settlement.status]))
        )
