"""By which terms the sales of a settlement are settled, and what each comes to by those of its day."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.showrooms import queries, rules
from crm.showrooms.models import Sale, Settlement, ShowroomContract
from crm.showrooms.rules import settling
from crm.showrooms.rules.settling import SoldPart


class OtherTerms(Refused):
    """Sales of a period are settled by terms that one settlement cannot have both."""


def terms_of(sales: Sequence[Sale], contracts: Sequence[ShowroomContract], usual: ShowroomContract) -> ShowroomContract:
    """By which a settlement of sales (by their days) withholds, converts and falls due: the terms of their days, and
    not those of its last day. Refused where these differ: each needs a period of its own."""
    found = [(queries.governing(contracts, sale.day, sale.currency) if sale.day else None) or usual for sale in sales]
    for earlier, later, sale, following in zip(found, found[1:], sales, sales[1:], strict=False):
        if _settles_by(earlier) != _settles_by(later) and sale.day is not None and following.day is not None:
            last = max(sale.day, min(earlier.ends_on or sale.day, following.day - timedelta(days=1)))
            raise OtherTerms(
                Text(
                    "Sales up to %(day)s are settled by other terms than those after it (tax withheld, day of the "
                    "exchange rate or settlement day): draw up a settlement up to %(day)s, and one of the days after.",
                    day=last,
                ),
                "ends_on",
            )
    return found[-1] if found else usual


def _settles_by(terms: ShowroomContract) -> tuple[Decimal, str, int]:
    """What of terms holds for a settlement as a whole; commission and tax are those of each sale."""
    return terms.withholding_rate, terms.rate_day, terms.settlement_day


def part_of(sale: Sale, terms: ShowroomContract) -> SoldPart:
    """What a sale comes to by terms: also its tax, whose rate may have been corrected since it was recorded."""
    told = sale.gross or Decimal(0), sale.tax or Decimal(0), sale.untaxed
    gross, tax = settling.priced(*told, terms.tax_rate, terms.currency)
    commission = settling.commission_on(gross, terms.commission_rate, terms.currency)
    return SoldPart(sale.quantity or 0, gross, tax, commission)


def check_terms(settlement: Settlement) -> None:
    """Refused where the tax of a sale is not that of the terms of its day any more, where sales are settled by
    different terms, and where the settlement withholds, converts or falls due by others, as drafts of before may."""
    contracts = queries.contracts_of(settlement.showroom_id)
    sales = sorted(queries.sales_in(settlement.id), key=lambda sale: (sale.day or settlement.ends_on, sale.id))
    for sale in sales:
        terms = queries.governing(contracts, sale.day or settlement.ends_on, sale.currency)
        part = part_of(sale, terms) if terms is not None else None
        if part is not None and (part.gross, part.tax) != (sale.gross, sale.tax):
            raise Refused(Text("The tax of its sales is not that of the terms any more: draw it up again first."))
    if contracts and sales:
        usual = queries.governing(contracts, settlement.ends_on, settlement.currency) or contracts[-1]
        terms = terms_of(sales, contracts, usual)
        due_on = rules.due_on(settlement.ends_on, terms.settlement_day)
        held = settlement.withholding_rate, settlement.rate_day, settlement.due_on
        if held != (terms.withholding_rate, terms.rate_day, due_on):
            raise OtherTerms(
                Text(
                    "Its tax withheld, day of the exchange rate or settlement day is not that of the terms of the days "
                    "of its sales: draw it up again first."
                )
            )
