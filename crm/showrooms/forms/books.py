"""The lists of sales and of settlements as data: columns, filters, orders."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from crm.contacts.forms.picks import ORGANISATIONS
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.showrooms import queries, rules
from crm.showrooms.forms.chosen import EACH_SALE
from crm.showrooms.forms.lists import SHOWROOM_FACET
from crm.showrooms.queries.sales import SaleLine
from crm.showrooms.queries.settlements import SettlementRow
from crm.showrooms.rules.partners import VERDICT_CHIPS, VERDICTS
from crm.web.access import me
from crm.web.listings import Column, Listing, Nothing, Reader, Total, cells, coded, day, records
from crm.web.money import money, money_text


def _product(line: SaleLine, who: Reader) -> Markup:
    name = who.text(line.name.text, line.name.language) if line.name is not None else who.words(N_("Unknown product"))
    link = cells.link(who.path("showrooms.sale", line.sale.id), name)
    code = line.sale.exhibit.code if line.sale.exhibit is not None else line.sale.written
    return cells.joined([link, cells.sub(code)])


def _state(line: SaleLine, who: Reader) -> str:
    return who.words(rules.SALE_STATES[line.sale.state])


def _state_chip(line: SaleLine, who: Reader) -> Markup:
    fault = who.words(rules.FAULTS[line.sale.fault]) if line.sale.fault else line.sale.explanation
    return cells.joined([cells.chip(_state(line, who), rules.SALE_CHIPS[line.sale.state]), cells.sub(fault)])


def _amount(line: SaleLine, who: Reader) -> Markup:
    """What buyers paid; of a row whose tax nobody has told yet, what it says."""
    sale = line.sale
    if not sale.is_tax_open:
        return money(sale.gross, sale.currency)
    return cells.joined([money(sale.as_written, sale.currency), cells.sub(who.words(N_("Tax included or not: open")))])


def _exhibit_names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return queries.exhibit_names(ids, user=me(), language=who.language)


def _sheet_names(ids: Sequence[int], _who: Reader) -> Mapping[int, str]:
    return queries.sheet_names(ids, user=me())


def _totals(asked: Any, user: Actor) -> Mapping[str, Sequence[Total]]:
    return {"amount": [Total(each, N_("Reconciled")) for each in queries.sums(asked, user=user)]}


SALES_LIST: Final = Listing(
    name="showroom_sales",
    title=N_("Showroom sales"),
    endpoint="showrooms.sales",
    permission=Permission.SHOWROOMS_READ,
    columns=(
        Column(
            "product", N_("Product"), lambda line, _who: line.name.text if line.name is not None else "", _product,
            fixed=True, css="title",
            also=(
                Column(
                    "code", N_("Code"),
                    lambda line, _who: line.sale.exhibit.code if line.sale.exhibit is not None else "",
                ),
            ),
        ),
        Column(
            "state", N_("Status"), _state, _state_chip,
            also=(
                Column(
                    "fault", N_("Why it is not reconciled"),
                    lambda line, who: who.words(rules.FAULTS[line.sale.fault]) if line.sale.fault else "",
                ),
            ),
        ),
        Column(
            "day", N_("Day of the sale"), lambda line, _who: line.sale.day,
            lambda line, who: cells.joined([who.day(line.sale.day)]), css="fit",
        ),
        Column("pieces", N_("Pieces"), lambda line, _who: line.sale.quantity, number=True),
        Column(
            "amount", N_("Amount including tax"),
            lambda line, _who: None if line.sale.is_tax_open else line.sale.gross, _amount, number=True,
            also=(
                Column("currency", N_("Currency"), lambda line, _who: line.sale.currency),
                Column(
                    "written_amount", N_("Amount as written, tax included or not"),
                    lambda line, _who: line.sale.as_written if line.sale.is_tax_open else None, number=True,
                ),
            ),
        ),
        Column(
            "tax", N_("Tax in it"), lambda line, _who: None if line.sale.is_tax_open else line.sale.tax,
            lambda line, _who: cells.EMPTY if line.sale.is_tax_open else money(line.sale.tax, line.sale.currency),
            number=True, default=False,
        ),
        Column(
            "maker", N_("Maker"), lambda line, _who: line.maker.text if line.maker is not None else "",
            lambda line, who: who.text(line.maker.text, line.maker.language) if line.maker else cells.EMPTY,
        ),
        Column("row", N_("Row"), lambda line, _who: line.sale.row, number=True, default=False),
        Column(
            "showroom", N_("Permanent showroom"), lambda line, _who: line.showroom.text, default=False, written=True,
        ),
    ),
    facets=(
        SHOWROOM_FACET,
        coded("state", N_("Status"), rules.SALE_STATES),
        records("maker", N_("Maker"), source=ORGANISATIONS, one=True),
        records("exhibit", N_("Exhibit"), named=_exhibit_names, one=True),
        records("sheet", N_("Sheet of sales"), named=_sheet_names, one=True),
        day("since", N_("From")),
        day("until", N_("Until")),
    ),
    sorts=("-recorded", "recorded"),
    wanted=queries.SaleFilter,
    filtered=queries.filtered_sales,
    rows=queries.sales,
    besides=lambda _asked, who: {"language": who.language},
    totals=_totals,
    each=EACH_SALE,
    row_id=lambda line: line.sale.id,
    row_name=lambda line: line.name.text if line.name is not None else line.sale.written,
    nothing=Nothing(
        N_("No sale matches all of these filters."),
        N_("No sale has been recorded yet"),
        N_("Sales are recorded on the page of their showroom, by hand or from the partner's sheet."),
        (N_("Permanent showrooms"), "showrooms.index", Permission.SHOWROOMS_READ),
    ),
    words=N_("Row of the sheet or remark"),
)  # fmt: skip


def _number(line: SettlementRow, who: Reader) -> Markup:
    return cells.link(who.path("showrooms.settlement", line.settlement.id), line.settlement.number)


def _status(line: SettlementRow, who: Reader) -> str:
    return who.words(rules.SETTLEMENT_STATUSES[line.settlement.status])


def _period(line: SettlementRow, who: Reader) -> str:
    return f"{who.day(line.settlement.begins_on)} – {who.day(line.settlement.ends_on)}"


SETTLEMENTS_LIST: Final = Listing(
    name="settlements",
    title=N_("Settlements"),
    endpoint="showrooms.settlements",
    permission=Permission.SHOWROOMS_READ,
    columns=(
        Column("number", N_("No."), lambda line, _who: line.settlement.number, _number, fixed=True, css="title"),
        Column(
            "status", N_("Status"), _status,
            lambda line, who: cells.chip(_status(line, who), rules.SETTLEMENT_CHIPS[line.settlement.status]),
        ),
        Column(
            "partner", N_("Partner"), lambda line, who: who.words(VERDICTS[line.verdict]) if line.verdict else "",
            lambda line, who: cells.chip(who.words(VERDICTS[line.verdict]), VERDICT_CHIPS[line.verdict])
            if line.verdict else cells.EMPTY,
        ),
        Column("period", N_("Period"), _period, sort="period"),
        Column(
            "gross", N_("Sales including tax"), lambda line, _who: line.settlement.gross,
            lambda line, _who: money(line.settlement.gross, line.settlement.currency), number=True,
        ),
        Column(
            "net", N_("To be remitted"), lambda line, _who: line.settlement.net,
            lambda line, _who: money(line.settlement.net, line.settlement.currency), number=True,
            also=(Column("currency", N_("Currency"), lambda line, _who: line.settlement.currency),),
        ),
        Column(
            "book", N_("In our currency"),
            lambda line, _who: "" if line.settlement.book_net is None
            else money_text(line.settlement.book_net, line.settlement.book_currency), number=True,
        ),
        Column(
            "paid", N_("Remitted on"), lambda line, _who: line.settlement.paid_on,
            lambda line, who: cells.joined([who.day(line.settlement.paid_on)]), css="fit",
        ),
        Column("showroom", N_("Permanent showroom"), lambda line, _who: line.showroom.text, written=True),
    ),
    facets=(SHOWROOM_FACET, coded("status", N_("Status"), rules.SETTLEMENT_STATUSES)),
    sorts=("-period", "period"),
    wanted=queries.SettlementFilter,
    filtered=queries.filtered_settlements,
    rows=queries.settlements,
    besides=lambda _asked, who: {"language": who.language},
    row_id=lambda line: line.settlement.id,
    row_name=lambda line: line.settlement.number,
    nothing=Nothing(
        N_("No settlement matches all of these filters."),
        N_("Nothing has been settled yet"),
        N_("Settlements are drawn up on the page of their showroom, once its sales are reconciled."),
        (N_("Permanent showrooms"), "showrooms.index", Permission.SHOWROOMS_READ),
    ),
    words=N_("Number or invoice"),
)  # fmt: skip
