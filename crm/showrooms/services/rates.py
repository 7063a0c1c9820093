"""By which exchange rates a settlement is converted: one, or those of the days of its sales."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from crm.core import here
from crm.core.texts import Text
from crm.places import queries as places
from crm.places.queries import Rate
from crm.showrooms import queries
from crm.showrooms.models import Sale, Settlement, SettlementLine, ShowroomContract
from crm.showrooms.rules import settling
from crm.showrooms.rules.amounts import rounded
from crm.showrooms.rules.settling import SoldPart


def rate_of(
    sales: Sequence[Sale], parts: Mapping[int, SoldPart], terms: ShowroomContract | Settlement, settled_on: date
) -> Rate | None:
    """The rate by the terms: of the day of the settlement or of the days of the sales; None where none is known."""
    book = here.currency()
    if terms.rate_day == "settlement" or terms.currency == book:
        return places.rate(terms.currency, book, settled_on)
    if terms.rate_day == "remittance":
        return None
    price = places.rates_over_time([terms.currency], book)
    found = [(parts[sale.id].earned, price(terms.currency, sale.day or settled_on)) for sale in sales]
    known = [(amount, rate.rate) for amount, rate in found if rate is not None]
    average = settling.average_rate(known) if len(known) == len(found) else None
    sources = sorted({rate.source for _, rate in found if rate is not None and rate.source})
    return None if average is None else Rate(average, date.max, ", ".join(sources)[:120])


def rate_lacking_on(settlement: Settlement) -> date:
    """The first day by which a rate is to be known, where a settlement has none (its sales loaded)."""
    if settlement.rate_day != "sale":
        return settlement.settled_on
    price = places.rates_over_time([settlement.currency], here.currency())
    days = sorted(line.sale.day for line in settlement.lines if line.sale.day is not None)
    return next((day for day in days if price(settlement.currency, day) is None), settlement.settled_on)


def no_rate(settlement: Settlement) -> Text:
    """That a settlement cannot be approved without a rate, and of which day."""
    return Text(
        "It cannot be approved without an exchange rate of %(currency)s on %(day)s or before. "
        "A later one does not count.",
        currency=settlement.currency, day=rate_lacking_on(settlement),
    )  # fmt: skip


def price_lines(
    lines: Sequence[tuple[SettlementLine, Sale]], terms: ShowroomContract | Settlement, settled_on: date
) -> None:
    """Note with each line the rate of the day of its sale, where the terms name that day and it is known."""
    book = here.currency()
    by_day = terms.rate_day == "sale" and terms.currency != book
    price = places.rates_over_time([terms.currency], book) if by_day else None
    for line, sale in lines:
        found = price(terms.currency, sale.day or settled_on) if price is not None else None
        line.rate, line.rate_on = (None, None) if found is None else (found.rate, found.day)


def price_returned(settlement: Settlement) -> None:
    """Note with goods that came back (costs loaded) the rate by which their sale was converted, where the days of the
    sales count."""
    by_day = settlement.rate_day == "sale" and settlement.currency != here.currency()
    back = {cost.sale_id for cost in settlement.expenses if cost.sale_id is not None} if by_day else set()
    found = queries.rates_of_sales(back) if back else {}
    for cost in settlement.expenses:
        cost.rate, cost.rate_on = found.get(cost.sale_id or 0, (None, None))


def _rates_of_makers(settlement: Settlement) -> Mapping[int, Decimal]:
    """{maker: the average of the rates of the days of their own sales, by what these earned}; nothing for whom it
    cannot be told."""
    if settlement.rate_day != "sale" or any(line.rate is None for line in settlement.lines):
        return {}
    sold: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    owners = queries.sold_by([line.sale_id for line in settlement.lines])
    for line in settlement.lines:
        owner, gross, tax = owners[line.sale_id]
        sold[owner].append((gross - tax - line.commission, line.rate or Decimal(0)))
    found = {owner: settling.average_rate(each) for owner, each in sold.items()}
    return {owner: rate for owner, rate in found.items() if rate is not None}


def is_averaged(settlement: Settlement) -> bool:
    """Whether a settlement (its lines and costs loaded) was converted by the average of the days of its sales alone:
    before the upgrade that notes the rate of each, and of goods that came back."""
    by_day = settlement.rate_day == "sale" and settlement.currency != settlement.book_currency
    if not by_day or settlement.rate is None:
        return False
    back = {cost.sale_id for cost in settlement.expenses if cost.sale_id is not None and cost.rate is None}
    return any(line.rate is None for line in settlement.lines) or bool(back and queries.rates_of_sales(back))


def rate_now(settlement: Settlement) -> Rate | None:
    """The rate of a settlement (its sales loaded) by its terms, as it is known now."""
    sales = [line.sale for line in settlement.lines]
    parts = {
        line.sale_id: SoldPart(0, line.sale.gross or Decimal(0), line.sale.tax or Decimal(0), line.commission)
        for line in settlement.lines
    }
    return rate_of(sales, parts, settlement, settlement.settled_on)


def convert(settlement: Settlement, rate: Rate | None) -> None:
    """What it comes to in the office's currency, the makers' parts adding up to the whole; nothing without a rate.
    Where the days of the sales count, each maker is converted by those of their own sales, and goods that came back by
    that of their sale."""
    if rate is None:
        settlement.rate = settlement.rate_on = settlement.book_net = None
        settlement.rate_source = ""
        for share in settlement.shares:
            share.book_net = None
        return
    settlement.rate, settlement.rate_source = rate.rate, rate.source
    settlement.rate_on = None if rate.day == date.max else rate.day
    if own := _rates_of_makers(settlement):
        back = [cost for cost in settlement.expenses if cost.rate is not None]
        for share in settlement.shares:
            by = own.get(share.maker_id, rate.rate)
            off = [(cost.amount, cost.rate or by) for cost in back if cost.maker_id == share.maker_id]
            sold = (share.net + sum((amount for amount, _rate in off), Decimal(0))) * by
            taken = sum((amount * of for amount, of in off), Decimal(0))
            share.book_net = rounded(sold - taken, settlement.book_currency)
        settlement.book_net = sum((share.book_net or Decimal(0) for share in settlement.shares), Decimal(0))
        return
    settlement.book_net = rounded(settlement.net * rate.rate, settlement.book_currency)
    parts = settling.shared(settlement.book_net, [share.net for share in settlement.shares], settlement.book_currency)
    for share, part in zip(settlement.shares, parts, strict=True):
        share.book_net = part
