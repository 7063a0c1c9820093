"""Trade uptake: which products a showroom showed, and how far trade took them up after that (domain.md §1.8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select

from crm.agreements.models import AgreementNegotiation
from crm.contacts import queries as contacts
from crm.contacts.models import OrganisationRole
from crm.core import clock, here
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.leads import queries as leads
from crm.leads.models import AskedProduct, Lead
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationProduct
from crm.negotiations.queries import SIDES
from crm.outcomes import queries as outcomes
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import ProductName
from crm.products.queries import ProductLine
from crm.showrooms.models import Exhibit, Showroom, ShowroomContract, StockMovement
from crm.showrooms.rules import uptake as rules


@dataclass(frozen=True)
class TakenCase:
    """A negotiation that came after a product was shown, how far it took it, by which stage, and the day it began.

    `through_lead`: it names no product of the catalogue, and a lead of it asked about this one.
    """

    case: Negotiation
    title: Shown
    buyer: Shown
    step: str
    stage: str  #: the furthest that it got to
    began: date
    through_lead: bool = False


@dataclass(frozen=True)
class TradeLead:
    """A lead of trade that asked about a product from its first day on."""

    id: int
    name: Shown
    day: date


@dataclass(frozen=True)
class UptakeLine:
    """A product that was shown from a day on: trade leads and negotiations that came after, as the user sees them."""

    product: ProductLine
    maker_id: int  #: whose goods stood there
    maker: Shown
    since: date
    leads: Sequence[TradeLead]
    cases: Sequence[TakenCase]

    @property
    def step(self) -> str:
        """The furthest that trade took it."""
        found = [rules.ASKED] * bool(self.leads) + [case.step for case in self.cases]
        return max(found, key=rules.ORDER.index, default=rules.SHOWN)


@dataclass(frozen=True)
class Uptake:
    """What trade made of the products of a showroom: `lines` by name."""

    lines: Sequence[UptakeLine]

    def at(self, step: str) -> list[UptakeLine]:
        """The products that were taken so far, or further."""
        return [line for line in self.lines if rules.reaches(line.step, step)]

    def makers(self, step: str) -> dict[int, tuple[Shown, int]]:
        """{maker: (its name, how many of its products were taken so far)}, by name."""
        found: dict[int, tuple[Shown, int]] = {}
        for line in self.at(step):
            id = line.maker_id
            found[id] = (line.maker, found[id][1] + 1 if id in found else 1)
        return dict(sorted(found.items(), key=lambda pair: pair[1][0].text))


def uptake(
    showroom_id: int, *, user: Actor, language: str, since: date | None = None, until: date | None = None
) -> Uptake:
    """The uptake at a showroom that the caller found to be visible; in a period, what came in it of what was shown by
    its end. A fixed number of queries."""
    shown = {id: day for id, day in _first_days(showroom_id).items() if until is None or day <= until}
    first, last = since or date.min, until or date.max
    asked = _leads(showroom_id, shown, user, first, last, language)
    cases = _cases(showroom_id, shown, user, first, last, language)
    owners = _owners(showroom_id, last)
    named = contacts.listed_names(set(owners.values()), language)
    lines = []
    for line in products.shown(shown, language):
        id = line.product.id
        owner = owners.get(id, line.product.maker_id)
        told = asked.get(id, ()), cases.get(id, ())
        lines.append(UptakeLine(line, owner, named.get(owner, line.maker), shown[id], *told))
    return Uptake(lines)


def _owners(showroom_id: int, until: date) -> dict[int, int]:
    """{product: whose goods came to the showroom last by a day}: a product may have another maker by now."""
    came = select(Exhibit.product_id, StockMovement.owner_id).join(Exhibit, Exhibit.id == StockMovement.exhibit_id)
    statement = came.where(
        Exhibit.showroom_id == showroom_id, StockMovement.kind == "received", StockMovement.archived_at.is_(None),
        StockMovement.day <= until,
    ).order_by(StockMovement.day, StockMovement.id)  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _first_days(showroom_id: int) -> dict[int, date]:
    """{product: the first day on which it was shown}: that of an exhibit, else that on which its first goods came.
    Exhibits of the archive count: it was shown."""
    came = select(func.min(StockMovement.day)).where(
        StockMovement.exhibit_id == Exhibit.id, StockMovement.kind == "received", StockMovement.archived_at.is_(None)
    )
    first = func.coalesce(Exhibit.shown_from, came.scalar_subquery())
    rows = select(Exhibit.product_id, first).where(Exhibit.showroom_id == showroom_id, first <= here.today())
    found: dict[int, date] = {}
    for product, day in db.session.execute(rows):
        found[product] = min(day, found.get(product, day))
    return found


def _operator(showroom_id: int) -> Select[int]:
    """Who runs a showroom: what they ask for, or talk about, is no uptake by trade."""
    return select(Showroom.operator_id).where(Showroom.id == showroom_id)


def _leads(
    showroom_id: int, shown: Mapping[int, date], user: Actor, first: date, last: date, language: str
) -> dict[int, list[TradeLead]]:
    """{product: the trade leads that asked about it from its first day on, within the days}, the first first."""
    pairs = select(AskedProduct.lead_id, AskedProduct.product_id).where(AskedProduct.product_id.in_(shown))
    about: dict[int, list[int]] = {}
    for lead, product in db.session.execute(pairs):
        about.setdefault(lead, []).append(product)
    seen = _of_trade(user).where(
        Lead.id.in_(about), Lead.organisation_id.is_distinct_from(_operator(showroom_id).scalar_subquery())
    )
    rows = db.session.scalars(seen.options(*leads.LISTED).order_by(Lead.captured_at, Lead.id)).unique()
    found: dict[int, list[TradeLead]] = {}
    for row in rows:
        day = clock.local(row.captured_at, here.zone()).date()
        for product in about[row.id]:
            if max(shown[product], first) <= day <= last:
                told = TradeLead(row.id, leads.heading(row, language), day)
                found.setdefault(product, []).append(told)
    return found


def _cases(
    showroom_id: int, shown: Mapping[int, date], user: Actor, first: date, last: date, language: str
) -> dict[int, list[TakenCase]]:
    """{product: the negotiations about it that began from its first day on, within the days, the first first}."""
    named, grown = _about(shown, user)
    about = named | grown
    terms = select(ShowroomContract.agreement_id).where(
        ShowroomContract.showroom_id == showroom_id, ShowroomContract.agreement_id.is_not(None)
    )
    traders = select(OrganisationRole.organisation_id).where(OrganisationRole.role.in_(rules.TRADE_ROLES))
    led = select(NegotiationLead.negotiation_id).where(
        NegotiationLead.lead_id.in_(_of_trade(user).with_only_columns(Lead.id))
    )
    bound = select(AgreementNegotiation.negotiation_id).where(AgreementNegotiation.agreement_id.in_(terms))
    seen = negotiations.visible_to(user).where(
        Negotiation.id.in_(about),
        Negotiation.id.not_in(bound),
        negotiations.counts(),
        or_(Negotiation.counterpart_id.in_(traders), Negotiation.id.in_(led)),
        Negotiation.counterpart_id.not_in(_operator(showroom_id)),
    )
    rows = db.session.scalars(seen.options(*SIDES)).unique().all()
    ids = [row.id for row in rows]
    moves, told = negotiations.effective_events(ids), outcomes.numbers_of_orders(ids, user=user)
    found: dict[int, list[TakenCase]] = {}
    for row in rows:
        began = min((clock.local(event.at, here.zone()).date() for event in moves[row.id]), default=None)
        if began is None or not first <= began <= last:
            continue
        furthest = max((stages.number(event.to_stage) or 1 for event in moves[row.id]), default=1)
        step = rules.step(
            asked=True, offered=furthest >= (stages.number("sample_quote") or 0),
            agreed=furthest >= (stages.number("signed") or 0), orders=told.get(row.id, 0),
        )  # fmt: skip
        for product in about[row.id]:
            if shown[product] <= began:
                title = Shown(*here.spoken(negotiations.title(row, language)))
                buyer = contacts.display_name(row.counterpart, language)
                taken = TakenCase(
                    row, title, buyer, step, list(stages.STAGES)[furthest - 1], began, through_lead=row.id in grown
                )
                found.setdefault(product, []).append(taken)
    return {product: sorted(taken, key=lambda each: (each.began, each.case.id)) for product, taken in found.items()}


def _of_trade(user: Actor) -> Select[Lead]:
    """The leads of trade that the user sees."""
    return leads.visible_to(user).where(Lead.visitor_type.in_(rules.TRADE))


def _about(product_ids: Collection[int], user: Actor) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """{negotiation: those of the products that it names}, and of those that name none of the catalogue what their leads
    asked about, of those that the user sees: where their own words tell their products, those among them."""
    named = select(NegotiationProduct.negotiation_id, NegotiationProduct.product_id)
    names: dict[int, list[str]] = {}
    for product, name in db.session.execute(
        select(ProductName.product_id, ProductName.text).where(ProductName.product_id.in_(product_ids))
    ):
        names.setdefault(product, []).append(search_key(name))
    told: dict[int, set[int]] = {}
    for case, product in db.session.execute(named.where(NegotiationProduct.product_id.in_(product_ids))):
        told.setdefault(case, set()).add(product)
    grown = (
        select(NegotiationLead.negotiation_id, AskedProduct.product_id, Negotiation.products)
        .join(Negotiation, Negotiation.id == NegotiationLead.negotiation_id)
        .join(AskedProduct, AskedProduct.lead_id == NegotiationLead.lead_id)
        .where(
            AskedProduct.product_id.in_(product_ids),
            NegotiationLead.lead_id.in_(leads.visible_to(user).with_only_columns(Lead.id)),
            NegotiationLead.negotiation_id.not_in(select(NegotiationProduct.negotiation_id)),
        )
    )
    asked: dict[int, set[int]] = {}
    for case, product, words in db.session.execute(grown):
        if not words or any(name in search_key(words) for name in names[product]):
            asked.setdefault(case, set()).add(product)
    return told, asked
