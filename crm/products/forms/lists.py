"""The list of products as data: columns, filters, orders."""

from functools import partial
from typing import Final

from markupsafe import Markup

from crm.access import queries as access
from crm.contacts.forms.picks import ORGANISATIONS
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.fields.forms import own_extra
from crm.places.rules import COUNTRIES
from crm.products import queries, rules
from crm.products.forms.chosen import EACH
from crm.products.queries import InCountry, ProductLine
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, records, yes_no


def _limit(each: InCountry, who: Reader) -> str:
    return f"{who.words(COUNTRIES[each.country])}{who.words(N_(': '))}{who.words(each.verdict.label)}"


def _limits(line: ProductLine, who: Reader) -> str:
    return " · ".join(_limit(each, who) for each in line.limits)


def _name(line: ProductLine, who: Reader) -> Markup:
    """With what limits it, so that a phone says it, too."""
    link = cells.link(who.path("products.record", line.product.id), who.text(line.name.text, line.name.language))
    chips = (cells.chip(_limit(each, who), each.verdict.chip) for each in line.limits)
    return cells.joined([link, *chips], " ")


def _maker(line: ProductLine, who: Reader) -> Markup:
    path = who.path("contacts.organisation", line.product.maker_id)
    return cells.link(path, who.text(line.maker.text, line.maker.language))


def _category(line: ProductLine, who: Reader) -> str:
    return who.words(PRODUCT_CATEGORIES[line.product.category])


def _tier(line: ProductLine, who: Reader) -> str:
    return who.words(PRICE_TIERS[line.product.price_tier]) if line.product.price_tier else ""


def _status(line: ProductLine, who: Reader) -> str:
    return who.words(rules.STATUSES[line.product.status])


def _status_chip(line: ProductLine, who: Reader) -> Markup:
    return cells.chip(_status(line, who), rules.STATUS_CHIPS[line.product.status])


COLUMNS: Final = (
    Column(
        "name",
        N_("Product"),
        lambda line, _who: line.name.text,
        _name,
        sort="name",
        fixed=True,
        css="title",
        also=(Column("limits", N_("Barred or with conditions"), _limits, needs="limits"),),
    ),
    Column("maker", N_("Maker"), lambda line, _who: line.maker.text, _maker),
    Column("category", N_("Product category"), _category),
    Column("tier", N_("Price tier"), _tier),
    Column("status", N_("Status"), _status, _status_chip),
    Column("heading", N_("HS heading"), lambda line, _who: line.product.hs_heading, css="fit"),
    Column("moq", N_("Minimum order quantity"), lambda line, _who: line.product.moq, default=False),
    Column("unit", N_("Unit"), lambda line, who: who.words(rules.UNITS[line.product.moq_unit]), default=False),
    Column("lead", N_("Lead time in days"), lambda line, _who: line.product.lead_time_days, default=False),
    Column(
        "published",
        N_("Public page"),
        lambda line, who: who.words(N_("Published") if line.product.published else N_("Not public")),
        default=False,
    ),
    Column("notes", N_("Notes"), lambda line, _who: line.product.notes, default=False, phone=False, written=True),
)


PRODUCTS_LIST: Final = Listing(
    name="products",
    title=N_("Products"),
    endpoint="products.index",
    permission=Permission.PRODUCTS_READ,
    columns=COLUMNS,
    facets=(
        coded("category", N_("Product category"), PRODUCT_CATEGORIES),
        coded("tier", N_("Price tier"), PRICE_TIERS),
        coded("status", N_("Status"), rules.STATUSES),
        yes_no("samples", N_("Samples available")),
        yes_no("published", N_("Public page")),
        records("maker", N_("Maker"), source=ORGANISATIONS, one=True),
        coded("barred", N_("Barred from"), COUNTRIES, occurring=access.countries, one=True),
    ),
    sorts=("name", "-name", "-changed"),
    wanted=queries.Filter,
    filtered=queries.filtered,
    rows=queries.products,
    besides=lambda asked, who: {"language": who.language, "parts": asked.needs},
    row_id=lambda line: line.product.id,
    row_name=lambda line: line.name.text,
    nothing=Nothing(
        N_("No product matches all of these filters."),
        N_("No product has been recorded yet"),
        N_("Record what the makers offer: the briefing pack prints a sheet of each product that a mission carries."),
        (N_("New product"), "products.new", Permission.PRODUCTS_WRITE),
    ),
    words=N_("Name, maker or HS heading"),
    own=partial(own_extra, "products", lambda line: line.product.id),
    each=EACH,
)
