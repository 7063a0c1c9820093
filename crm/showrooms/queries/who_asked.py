"""Who asked about a product: every lead, inquiry, negotiation and talk that names it, the latest first."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import clock, here
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.permissions import Actor, Permission, allows
from crm.leads import queries as leads
from crm.leads import rules as lead_rules
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.meetings.rules import MEETING_STATUSES
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting, NegotiationProduct
from crm.negotiations.queries import SIDES
from crm.negotiations.rules import STAGE_LABELS
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products.models import ProductName
from crm.showrooms.models import Exhibit, ProductInquiry, Showroom
from crm.showrooms.queries.inquiries import seen_inquiries
from crm.showrooms.rules import inquiries as inquiry_rules
from crm.showrooms.rules import naming

#: {kind of a row: the endpoint of its page}.
PAGES: Final = {
    "leads": "leads.record",
    "product_inquiries": "showrooms.inquiry",
    "negotiations": "negotiations.record",
    "meetings": "meetings.record",
}


@dataclass(frozen=True)
class AskedRow:
    """Somebody who asked: `kind` is a key of PAGES, `state` a message id. `is_guess`: it may be about other goods."""

    kind: str
    id: int
    name: Shown
    day: date
    place: Shown | None
    state: str
    is_guess: bool = False

    @property
    def endpoint(self) -> str:
        return PAGES[self.kind]


def who_asked(product_id: int, *, user: Actor, language: str, exhibit_id: int | None = None) -> list[AskedRow]:
    """Those that the user sees. With an exhibit the leads are of that one; inquiries are of its product in its
    showroom, negotiations and talks of its product: they name no exhibit."""
    wanted = leads.Filter(product=product_id) if exhibit_id is None else leads.Filter(exhibit=exhibit_id)
    found = [
        *_leads(wanted, user, language),
        *_inquiries(product_id, exhibit_id, user, language),
        *_cases(product_id, user, language),
        *_talks(product_id, user, language),
    ]
    return sorted(found, key=lambda row: (row.day, row.kind, row.id), reverse=True)


def _place(place: Place | None, language: str) -> Shown | None:
    return places.display_name(place, language) if place is not None else None


def _leads(wanted: leads.Filter, user: Actor, language: str) -> list[AskedRow]:
    rows = db.session.scalars(
        leads.filtered(wanted, user=user).options(
            *leads.LISTED, joinedload(Lead.activity).joinedload(Activity.place).selectinload(Place.names)
        )
    ).unique()
    return [
        AskedRow(
            "leads", row.id, leads.heading(row, language),
            clock.local(row.captured_at, row.activity.place.timezone).date(), _place(row.activity.place, language),
            lead_rules.LEAD_STATUSES[row.status],
        )
        for row in rows
    ]  # fmt: skip


def _inquiries(product_id: int, exhibit_id: int | None, user: Actor, language: str) -> list[AskedRow]:
    """What came in on the public page and is no lead yet, for whoever looks at it; spam asked nothing. With an exhibit
    what was asked about its product in its showroom: the public page names no exhibit."""
    if not allows(user.role, Permission.SHOWROOMS_WRITE):
        return []
    shown = select(Exhibit.id).where(Exhibit.product_id == product_id)
    rows = seen_inquiries(user).where(
        ProductInquiry.state == inquiry_rules.WAITING, ProductInquiry.exhibit_id.in_(shown)
    )
    if exhibit_id is not None:
        here = select(Exhibit.showroom_id).where(Exhibit.id == exhibit_id)
        rows = rows.where(ProductInquiry.showroom_id == here.scalar_subquery())
    loaded = joinedload(ProductInquiry.showroom).joinedload(Showroom.place).selectinload(Place.names)
    return [
        AskedRow(
            "product_inquiries", row.id, Shown(row.name or row.company or row.question[:40], row.language),
            clock.local(row.asked_at, row.showroom.place.timezone).date(), _place(row.showroom.place, language),
            inquiry_rules.STATES[row.state],
        )
        for row in db.session.scalars(rows.options(loaded))
    ]  # fmt: skip


def _cases(product_id: int, user: Actor, language: str) -> list[AskedRow]:
    """Negotiations that name the product, or grew out of a lead that does and name no product themselves."""
    named = select(NegotiationProduct.negotiation_id)
    asked = leads.visible_to(user).where(leads.Filter(product=product_id).where()[0]).with_only_columns(Lead.id)
    grown = select(NegotiationLead.negotiation_id).where(
        NegotiationLead.lead_id.in_(asked), NegotiationLead.negotiation_id.not_in(named)
    )
    about = or_(Negotiation.id.in_(named.where(NegotiationProduct.product_id == product_id)), Negotiation.id.in_(grown))
    loaded = (
        *SIDES, joinedload(Negotiation.place).selectinload(Place.names),
        joinedload(Negotiation.counterpart).joinedload(Organisation.place).selectinload(Place.names),
    )  # fmt: skip
    rows = db.session.scalars(negotiations.visible_to(user).where(about).options(*loaded)).unique().all()
    moves = negotiations.effective_events([row.id for row in rows])
    return [
        AskedRow(
            "negotiations", row.id, contacts.display_name(row.counterpart, language),
            min((clock.local(event.at, here.zone()).date() for event in moves[row.id]), default=here.today()),
            _place(row.place or row.counterpart.place, language), STAGE_LABELS[row.stage],
        )
        for row in rows
    ]  # fmt: skip


def _talks(product_id: int, user: Actor, language: str) -> list[AskedRow]:
    """Talks of negotiations that name the product, and those whose goods do. Goods that only hold a name of it
    somewhere, or a name that another product has as well, make a guess."""
    names, own = _names(product_id)
    of_cases = (
        select(NegotiationMeeting.meeting_id)
        .join(NegotiationProduct, NegotiationProduct.negotiation_id == NegotiationMeeting.negotiation_id)
        .where(
            NegotiationProduct.product_id == product_id,
            NegotiationMeeting.negotiation_id.in_(negotiations.visible_ids(user)),
        )
    )
    linked = set(db.session.scalars(of_cases))
    said = [Meeting.products.icontains(name, autoescape=True) for name in names]
    rows = db.session.scalars(
        meetings.visible_to(user)
        .where(or_(Meeting.id.in_(of_cases), *said))
        .options(
            joinedload(Meeting.organisation).selectinload(Organisation.names),
            joinedload(Meeting.place).selectinload(Place.names),
        )
    ).unique()
    return [
        AskedRow(
            "meetings", row.id, contacts.display_name(row.organisation, language), row.held_on,
            _place(row.place, language), MEETING_STATUSES[row.status],
            is_guess=row.id not in linked and own.isdisjoint(naming.goods(row.products)),
        )
        for row in rows
    ]  # fmt: skip


def _names(product_id: int) -> tuple[list[str], set[str]]:
    """The names of a product, and the folded ones that no other product has."""
    mine = select(ProductName.text).where(ProductName.product_id == product_id, ProductName.text != "")
    names = list(db.session.scalars(mine.distinct()))
    others = select(ProductName.text).where(ProductName.product_id != product_id, ProductName.text.in_(names))
    shared = set(db.session.scalars(others.distinct()))
    return names, {search_key(name) for name in names if name not in shared}
