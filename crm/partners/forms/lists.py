"""The list of sales routes as data: columns, filters, orders."""

from datetime import date
from typing import Final

from markupsafe import Markup

from crm.contacts import queries as contacts
from crm.contacts.forms.picks import ORGANISATIONS
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.lists.forms import each_of
from crm.partners import queries, rules
from crm.partners.models import RouteEvidence, SalesRoute
from crm.partners.queries import Filter
from crm.places import queries as places
from crm.places.forms import place_facet
from crm.web.listings import Asked, Column, Listing, Nothing, Reader, cells, coded, records, yes_no
from crm.web.money import money


def _wanted(asked: Asked, _user: Actor) -> Filter:
    return asked.conditions(Filter, counts=asked.yes("counts"), on=here.today())


def _owner(route: SalesRoute, _who: Reader) -> str:
    return contacts.own_name(route.organisation).text


def _name(route: SalesRoute, who: Reader) -> Markup:
    owner = contacts.display_name(route.organisation, who.language)
    link = cells.link(who.path("partners.record", route.id), who.said(route.name), strong=True)
    read = contacts.gloss(route.organisation, who.language)
    return cells.joined([link, cells.sub(who.texts(owner, read))])


def _channel(route: SalesRoute, who: Reader) -> str:
    return who.words(rules.CHANNELS[route.channel])


def _category(route: SalesRoute, who: Reader) -> str:
    return who.words(PRODUCT_CATEGORIES[route.category]) if route.category else who.words(N_("All goods"))


def _reach(route: SalesRoute, who: Reader) -> str:
    return cells.listed(places.display_name(reach.place, who.language).text for reach in route.coverage)


def _throughput(route: SalesRoute, who: Reader) -> Markup:
    if route.throughput is None:
        return cells.EMPTY
    amount = money(route.throughput, route.throughput_currency, who.words)
    return cells.joined([amount, cells.sub(str(route.throughput_year))])


def _best(route: SalesRoute) -> RouteEvidence | None:
    """The strongest evidence, the latest of it."""
    grades = list(rules.EVIDENCE_GRADES)
    return max(route.evidence, key=lambda proof: (grades.index(proof.grade), proof.on), default=None)


def _proof(route: SalesRoute, who: Reader) -> str:
    best = _best(route)
    return who.words(rules.EVIDENCE_GRADES[best.grade]) if best is not None else ""


def _proven_on(route: SalesRoute, _who: Reader) -> date | None:
    best = _best(route)
    return best.on if best is not None else None


def _proof_note(route: SalesRoute, _who: Reader) -> str:
    best = _best(route)
    return best.note if best is not None else ""


def _status(route: SalesRoute, who: Reader) -> str:
    return who.words(rules.ROUTE_STATUSES[route.status])


def _counts(route: SalesRoute, who: Reader) -> str:
    return who.words(N_("No") if queries.gaps(route, here.today()) else N_("Yes"))


COLUMNS: Final = (
    Column(
        "name",
        N_("Sales route"),
        lambda route, _who: route.name,
        _name,
        sort="name",
        fixed=True,
        css="title",
        also=(Column("owner", N_("Organisation"), _owner),),
    ),
    Column(
        "channel",
        N_("Channel"),
        _channel,
        lambda route, who: cells.joined([_channel(route, who), cells.sub(_category(route, who))]),
        also=(Column("category", N_("Product category"), _category),),
    ),
    Column("reach", N_("Places it reaches"), _reach, written=True),
    Column("outlets", N_("Outlets"), lambda route, _who: route.outlets, number=True),
    Column(
        "throughput",
        N_("Throughput a year"),
        lambda route, _who: route.throughput,
        _throughput,
        number=True,
        also=(
            Column("throughput_currency", N_("Currency"), lambda route, _who: route.throughput_currency),
            Column("throughput_year", N_("In which year"), lambda route, _who: route.throughput_year),
        ),
    ),
    Column(
        "share",
        N_("Share of its sales"),
        lambda route, _who: route.share,
        lambda route, _who: cells.joined([f"{route.share}%"]) if route.share else cells.EMPTY,
        number=True,
    ),  # fmt: skip
    Column(
        "proof",
        N_("Evidence"),
        _proof,
        also=(
            Column("proven_on", N_("Day of the evidence"), _proven_on),
            Column("proof_note", N_("Description of the evidence"), _proof_note),
        ),
    ),
    Column(
        "status",
        N_("Status"),
        _status,
        lambda route, who: cells.chip(_status(route, who), rules.STATUS_CHIPS[route.status]),
    ),
    Column(
        "valid_from",
        N_("Valid from"),
        lambda route, _who: route.valid_from,
        lambda route, who: who.brief(route.valid_from) if route.valid_from else cells.EMPTY,
        default=False,
        css="fit",
    ),
    Column(
        "valid_to",
        N_("Valid until"),
        lambda route, _who: route.valid_to,
        lambda route, who: who.brief(route.valid_to) if route.valid_to else cells.EMPTY,
        default=False,
        css="fit",
    ),
    Column("counts", N_("Counts today"), _counts, css="fit"),
)


ROUTES_LIST: Final = Listing(
    name="routes",
    title=N_("Sales routes"),
    endpoint="partners.index",
    permission=Permission.PARTNERS_READ,
    columns=COLUMNS,
    facets=(
        coded("channel", N_("Channel"), rules.CHANNELS),
        coded("category", N_("Product category"), PRODUCT_CATEGORIES),
        place_facet("place", N_("Places it reaches")),
        coded("status", N_("Status"), rules.ROUTE_STATUSES),
        yes_no("counts", N_("Counts today")),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
    ),
    sorts=("-recorded", "recorded", "name", "-name"),
    wanted=_wanted,
    filtered=queries.filtered,
    rows=queries.routes,
    row_id=lambda route: route.id,
    row_name=lambda route: route.name,
    nothing=Nothing(
        N_("No sales route matches all of these filters."),
        N_("No sales route has been recorded yet"),
        N_("Record how partners sell, which places they reach, and what proves it."),
        (N_("New sales route"), "partners.new", Permission.PARTNERS_WRITE),
    ),
    words=N_("Route or organisation"),
    orders=(("recorded", N_("Recorded")),),
    each=each_of(
        SalesRoute,
        Permission.PARTNERS_WRITE,
        queries.one,
        rules.ARCHIVED,
        rules.RESTORED,
        named=lambda route: route.name,
    ),
)
