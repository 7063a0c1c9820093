"""What speaks about a draft of a settlement before it is approved: what it lacks, what changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.core.errors import Refused
from crm.core.money import Money
from crm.core.permissions import Actor, Permission, allows
from crm.core.texts import Text, enumerated
from crm.showrooms import queries
from crm.showrooms.models import Settlement, Showroom
from crm.showrooms.rules.rent import RentDue, rent_due
from crm.showrooms.services import rates, settlements
from crm.showrooms.services.settlements import Drawn
from crm.showrooms.services.terms import OtherTerms

RATE, ANSWER, DRAW_UP = "rate", "answer", "draw_up"


@dataclass(frozen=True)
class DraftRemark:
    """A sentence on a draft; `bars` it from being approved; `cure` is what mends it: RATE, ANSWER or DRAW_UP."""

    text: Text
    cure: str = ""
    bars: bool = False
    day: date | None = None  #: of the rate that is lacking


@dataclass(frozen=True)
class Change:
    """How a draft moved when it was drawn up again: sales that came in and went, what is remitted before and after."""

    came: int
    went: int
    before: Money
    after: Money

    @property
    def text(self) -> Text | None:
        """What is told of it; None where nothing moved."""
        if not (self.came or self.went or self.before != self.after):
            return None
        return Text(
            "Sales that came in: %(came)s, sales that went: %(went)s. To be remitted: %(before)s before, %(after)s "
            "now.",
            came=self.came, went=self.went, before=self.before, after=self.after,
        )  # fmt: skip


def rent_of(showroom: Showroom, begins_on: date | None, ends_on: date | None, currency: str = "") -> RentDue:
    """The rent of a period by the terms of a showroom (contracts loaded), in a currency, else that of its last day."""
    if begins_on is None or ends_on is None:
        return RentDue()
    terms = queries.terms_on(showroom.contracts, ends_on)
    return rent_due(showroom.contracts, currency or (terms.currency if terms is not None else ""), begins_on, ends_on)


def rent_kept(settlement: Settlement) -> Decimal:
    """The rent among the costs of a settlement."""
    return sum((cost.amount for cost in settlement.expenses if cost.kind == "rent"), Decimal(0))


def remarks(settlement: Settlement, showroom: Showroom, *, user: Actor | None = None) -> Sequence[DraftRemark]:
    """What is to be said of a draft (all its rows and the terms of its showroom loaded), what bars it first; nothing of
    another settlement. A user who approves drafts is told where this one is left to others."""
    if settlement.status != "draft":
        return ()
    found = [
        *_own(settlement, user),
        *_lacking(settlement),
        *_moved(settlement, showroom),
        *_rent(settlement, showroom),
    ]
    return sorted(found, key=lambda remark: not remark.bars)


def _own(settlement: Settlement, user: Actor | None) -> Iterator[DraftRemark]:
    approves = user is not None and allows(user.role, Permission.SHOWROOMS_APPROVE)
    if user is not None and approves and settlements.is_left_to_others(settlement, user):
        yield DraftRemark(settlements.DREW_IT_UP, bars=True)


def _lacking(settlement: Settlement) -> Iterator[DraftRemark]:
    if queries.is_disputed(settlement.id):
        yield DraftRemark(Text("The partner disputes this statement: answer that first."), ANSWER, bars=True)
    if settlement.rate is None and settlement.rate_day != "remittance":
        known = rates.rate_now(settlement)
        if known is None:
            lacking = rates.rate_lacking_on(settlement)
            yield DraftRemark(rates.no_rate(settlement), RATE, bars=True, day=lacking)
        else:
            yield DraftRemark(Text("The exchange rate is known by now: approving takes it."))
    if rates.is_averaged(settlement):
        yield DraftRemark(
            Text(
                "It is converted at the average of its sales. Drawn up again or approved, each maker is converted at "
                "the rates of the days of their own sales."
            ),
            DRAW_UP,
        )


def _moved(settlement: Settlement, showroom: Showroom) -> Iterator[DraftRemark]:
    """What a draft that is drawn up again would have otherwise."""
    try:
        now = settlements.worked_out(settlement, showroom, settlements.content_of(settlement))
    except Refused as refusal:
        bars = isinstance(refusal, OtherTerms)
        yield DraftRemark(
            refusal.text if bars else Text("It could not be drawn up again: %(why)s", why=refusal.text), DRAW_UP, bars
        )
        return
    change = changed(settlement, now)
    rates = _rates(settlement, now)
    yield from _taxes(settlement, now)
    if change.came or change.went:
        yield DraftRemark(
            Text(
                "Since this draft was drawn up sales came in (%(came)s) or went (%(went)s). Drawn up again, %(after)s "
                "would be remitted, and not %(before)s.",
                came=change.came, went=change.went, before=change.before, after=change.after,
            ),
            DRAW_UP,
        )  # fmt: skip
    if rates:
        yield DraftRemark(
            Text(
                "The terms changed since this draft was drawn up: %(names)s. Drawn up again, %(after)s would be "
                "remitted, and not %(before)s.",
                names=enumerated(rates), before=change.before, after=change.after,
            ),
            DRAW_UP,
        )  # fmt: skip


def _taxes(settlement: Settlement, now: Drawn) -> Iterator[DraftRemark]:
    """Sales whose tax is not that of the terms of their day any more: it bars approval, as it stands on the statement
    (lines and their sales loaded)."""
    sales = [line.sale for line in settlement.lines if line.sale_id in now.parts]
    off = [sale for sale in sales if (now.parts[sale.id].gross, now.parts[sale.id].tax) != (sale.gross, sale.tax)]
    if off:
        before = sum((sale.tax or Decimal(0) for sale in off), Decimal(0))
        after = sum((now.parts[sale.id].tax for sale in off), Decimal(0))
        yield DraftRemark(
            Text(
                "The tax rate of the terms changed since sales were recorded (sales concerned: %(number)s): their tax "
                "is %(before)s here, and %(after)s by the terms. Draw it up again before it is approved.",
                number=len(off), before=Money(before, settlement.currency), after=Money(after, settlement.currency),
            ),
            DRAW_UP, bars=True,
        )  # fmt: skip


def changed(settlement: Settlement, now: Drawn) -> Change:
    """How drawing up anew would move a settlement (its lines loaded)."""
    had, has = {line.sale_id for line in settlement.lines}, set(now.lines)
    return Change(
        len(has - had), len(had - has), Money(settlement.net, settlement.currency),
        Money(now.values["net"], now.values["currency"]),
    )  # fmt: skip


def _rates(settlement: Settlement, now: Drawn) -> list[Text]:
    """The rates of the terms that are others than those of the draft."""
    had = {line.commission_rate for line in settlement.lines if line.sale_id in now.lines}
    has = {now.lines[line.sale_id].commission_rate for line in settlement.lines if line.sale_id in now.lines}
    found = []
    if had != has:
        found.append(Text("commission %(before)s → %(after)s %%", before=_percent(had), after=_percent(has)))
    if (held := settlement.withholding_rate) != (holds := now.values["withholding_rate"]):
        found.append(Text("tax withheld %(before)s → %(after)s %%", before=_percent({held}), after=_percent({holds})))
    if settlement.rate_day != now.values["rate_day"]:
        found.append(Text("day of the exchange rate"))
    if settlement.due_on != now.values["due_on"]:
        found.append(Text("settlement day"))
    return found


def _percent(rates: set[Decimal]) -> str:
    return ", ".join(f"{rate.normalize():f}" for rate in sorted(rates))


def _rent(settlement: Settlement, showroom: Showroom) -> Iterator[DraftRemark]:
    """What speaks against the rent of a draft: another than the terms ask for, or a part of a month."""
    kept = rent_kept(settlement)
    due = rent_of(showroom, settlement.begins_on, settlement.ends_on, settlement.currency)
    if not kept and not due.monthly:
        return
    told = Money(kept, settlement.currency)
    if not due.monthly:
        yield DraftRemark(Text("Rent of %(kept)s is kept back, and the terms ask for none.", kept=told), DRAW_UP)
    elif due.days and due.fits(kept):
        yield DraftRemark(
            Text(
                "The period is %(months)s months and %(days)s days; the terms ask for %(monthly)s a month. Kept back: "
                "%(kept)s. Agree with the partner on the part of a month.",
                months=due.months, days=due.days, monthly=Money(due.monthly, settlement.currency), kept=told,
            ),
            DRAW_UP,
        )  # fmt: skip
    elif kept != due.amount:
        yield DraftRemark(
            Text(
                "The rent differs from the terms: %(kept)s is kept back, %(due)s is due for %(months)s months at "
                "%(monthly)s a month.",
                kept=told, due=Money(due.amount, settlement.currency), months=due.months,
                monthly=Money(due.monthly, settlement.currency),
            ),
            DRAW_UP,
        )  # fmt: skip
    twice = queries.rented_already(settlement)
    if kept and twice:
        yield DraftRemark(
            Text("Rent of days of this period stands in another settlement, too: %(names)s.", names=", ".join(twice)),
            DRAW_UP,
        )


def told_of(settlement: Settlement, before: Sequence[int], net: Money) -> Text | None:
    """What is told after a draft was drawn up again: how it moved from the sales and the sum that it had."""
    has, had = {line.sale_id for line in settlement.lines}, set(before)
    return Change(len(has - had), len(had - has), net, Money(settlement.net, settlement.currency)).text
