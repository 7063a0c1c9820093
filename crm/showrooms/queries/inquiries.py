"""Inquiries from the public page of a product: who takes them, and what waits."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.queries.candidates import Candidate
from crm.contacts.rules import PersonNameInput, person_language
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.reading import among
from crm.leads.rules import contact_parts
from crm.places.models import Place
from crm.showrooms.models import Exhibit, ProductInquiry, Showroom
from crm.showrooms.queries.exhibits import loaded_exhibits
from crm.showrooms.queries.goods import barred_at, on_show
from crm.showrooms.queries.showrooms import called, visible_to
from crm.showrooms.rules import inquiries as rules

_LOADED = (
    joinedload(ProductInquiry.showroom).options(
        selectinload(Showroom.names), joinedload(Showroom.place).selectinload(Place.names)
    ),
)


def takes_inquiries(product_id: int, language: str) -> list[tuple[int, str]]:
    """The exhibits about which anybody may ask, one for each open showroom that takes inquiries and whose country does
    not bar the product: [(id, showroom)]."""
    found: dict[int, tuple[int, str]] = {}
    asked = on_show(product_id).where(Showroom.inquiries_owner_id.is_not(None))
    rows = db.session.scalars(asked).all()
    barred = barred_at({row.showroom.place.country for row in rows}, product_id)
    for row in rows:
        if row.showroom.place.country in barred:
            continue
        found.setdefault(row.showroom_id, (row.id, called(row.showroom, language).text))
    return list(found.values())


def sent_before(key: str) -> bool:
    """Whether this very inquiry has arrived already."""
    return db.session.scalar(select(ProductInquiry.id).where(ProductInquiry.key == key)) is not None


def number_waiting(showroom_id: int) -> int:
    """How many inquiries wait at a showroom."""
    waiting = ProductInquiry.showroom_id == showroom_id, ProductInquiry.state == rules.WAITING
    return db.session.scalar(select(func.count(ProductInquiry.id)).where(*waiting)) or 0


def waiting_about(exhibit: Exhibit) -> int:
    """How many wait at the showroom of an exhibit that ask about its product: the public page names no exhibit."""
    alike = select(Exhibit.id).where(Exhibit.product_id == exhibit.product_id)
    waiting = ProductInquiry.showroom_id == exhibit.showroom_id, ProductInquiry.state == rules.WAITING
    counted = select(func.count(ProductInquiry.id)).where(*waiting, ProductInquiry.exhibit_id.in_(alike))
    return db.session.scalar(counted) or 0


def discarded_before(moment: datetime) -> Sequence[ProductInquiry]:
    """What was discarded as spam before a moment, whoever reads."""
    rows = select(ProductInquiry).where(ProductInquiry.state == rules.SPAM, ProductInquiry.decided_at < moment)
    return db.session.scalars(rows.order_by(ProductInquiry.id)).all()


def seen_inquiries(user: Actor) -> Select[ProductInquiry]:
    """Those of showrooms that the user sees."""
    shown = visible_to(user).with_only_columns(Showroom.id)
    return select(ProductInquiry).where(ProductInquiry.showroom_id.in_(shown))


def inquiries_among(showroom_id: int, ids: Collection[int], *, user: Actor) -> Sequence[ProductInquiry]:
    """Those of some inquiries that were sent to a showroom, as far as the user sees it."""
    rows = seen_inquiries(user).where(ProductInquiry.showroom_id == showroom_id, ProductInquiry.id.in_(ids))
    return db.session.scalars(rows.order_by(ProductInquiry.id)).all()


def inquiries(showroom_id: int, state: str, cursor: str | None = None, *, user: Actor) -> Page[ProductInquiry]:
    """A page of what was asked at a showroom and stands so: of what waits the oldest first, of the rest the latest."""
    rows = seen_inquiries(user).where(ProductInquiry.showroom_id == showroom_id, ProductInquiry.state == state)
    order = OrderColumn(ProductInquiry.id, descending=state != rules.WAITING)
    return page(rows.options(*_LOADED), (order,), cursor)


def inquiry(id: int, *, user: Actor) -> ProductInquiry:
    """One of a showroom that the user sees; NotVisible for any other."""
    return or_not_visible(db.session.scalar(seen_inquiries(user).where(ProductInquiry.id == id).options(*_LOADED)))


def inquiries_waiting(*, user: Actor, language: str) -> list[tuple[int, str, int]]:
    """[(showroom, its name, how many inquiries wait there)] of those at which some do, by name."""
    rows = seen_inquiries(user).where(ProductInquiry.state == rules.WAITING)
    counted = rows.with_only_columns(ProductInquiry.showroom_id, func.count()).group_by(ProductInquiry.showroom_id)
    numbers = {row[0]: row[1] for row in db.session.execute(counted)}
    rooms = visible_to(user).where(Showroom.id.in_(numbers)).options(selectinload(Showroom.names))
    found = db.session.scalars(rooms.order_by(Showroom.sort_key, Showroom.id)) if numbers else ()
    return [(room.id, called(room, language).text, numbers[room.id]) for room in found]


def inquiries_of_lead(lead_id: int) -> Sequence[ProductInquiry]:
    """What became a lead that the caller found to be visible."""
    rows = select(ProductInquiry).where(ProductInquiry.lead_id == lead_id)
    return db.session.scalars(rows.options(*_LOADED).order_by(ProductInquiry.id)).all()


def ticks(lead_ids: Collection[int]) -> dict[int, bool]:
    """{lead: whether one of the questions that became it ticked that makers may have the data}."""
    found: dict[int, bool] = {}
    rows = select(ProductInquiry.lead_id, ProductInquiry.may_share).where(among(ProductInquiry.lead_id, lead_ids))
    for lead_id, yes in db.session.execute(rows):
        if lead_id is not None:
            found[lead_id] = yes or found.get(lead_id, False)
    return found


def exhibits_shown(ids: Collection[int], *, user: Actor | None) -> Sequence[Exhibit]:
    """Exhibits with the names of product, maker and showroom, of the archive as well, of showrooms that are there."""
    shown = visible_to(user).with_only_columns(Showroom.id)
    rows = select(Exhibit).where(Exhibit.id.in_(ids), Exhibit.showroom_id.in_(shown))
    return db.session.scalars(loaded_exhibits(rows)).all()


def siblings(exhibit: Exhibit, *, user: Actor) -> Sequence[Exhibit]:
    """The exhibits of the same product in the same showroom, and the one itself, though it be archived."""
    rows = select(Exhibit).where(
        Exhibit.showroom_id == exhibit.showroom_id, Exhibit.product_id == exhibit.product_id,
        Exhibit.archived_at.is_(None) | (Exhibit.id == exhibit.id),
    )  # fmt: skip
    return exhibits_shown(db.session.scalars(rows.with_only_columns(Exhibit.id)).all(), user=user)


def people_asking(found: ProductInquiry, *, user: Actor) -> list[Candidate]:
    """People in the contacts who may be the one who asked, with the reason."""
    region = found.showroom.place.country
    names = [PersonNameInput(person_language(found.name, region), found.name)] if found.name else []
    points = [(kind, key) for kind, _text, key in contact_parts(found.contact, region)]
    return contacts.candidates(names, points, None, user=user) if names or points else []


def answered_by(user_id: int) -> set[int]:
    """The showrooms whose inquiries from public pages go to somebody."""
    asked = select(Showroom.id).where(Showroom.inquiries_owner_id == user_id, Showroom.archived_at.is_(None))
    return set(db.session.scalars(asked))
