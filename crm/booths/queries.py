"""What a code or a phone opens, what the booth's page offers, and what the office sees of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.booths import rules
from crm.booths.models import BoothCapture, BoothCode, BoothPhone
from crm.booths.rules import Days, Visitor
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core import clock, here, keys
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.fairs import queries as fairs
from crm.leads import rules as lead_rules
from crm.leads.models import Lead
from crm.places.models import Place
from crm.products import queries as products
from crm.products.models import CarriedProduct, Product

MOST_PRODUCTS = 24
MOST_SHOWN = 100
_OFFERED: Final = (
    select(Product)
    .where(Product.archived_at.is_(None), Product.status != "discontinued")
    .options(selectinload(Product.names))
)


@dataclass(frozen=True)
class OfferedProduct:
    """A product as the booth's page offers it."""

    id: int
    name: str
    language: str
    category: str


def days_of(activity_id: int) -> Days:
    """The days of a fair on the clock of its place; NotVisible when there is no such activity."""
    days = or_not_visible(activities.days_of(activity_id))
    return Days.of(*days, activities.place_of(activity_id).timezone)


def usable(typed: str, *, now: datetime | None = None) -> BoothCode | None:
    """The code somebody holds, while it lets phones in; None otherwise."""
    found = _made(typed)
    return found if found is not None and days_of(found.activity_id).opens(now or clock.now()) else None


def opening(typed: str) -> date | None:
    """From which day on the code somebody holds lets phones in; None for one that does already, or nothing at all."""
    found = _made(typed)
    if found is None:
        return None
    begins = days_of(found.activity_id).begins - rules.SETTING_UP
    return clock.local(begins, activities.place_of(found.activity_id).timezone).date() if clock.now() < begins else None


def _made(typed: str) -> BoothCode | None:
    """The code somebody holds, of a fair that takes place."""
    hashed = rules.digest(typed)
    if hashed is None:
        return None
    found = db.session.scalar(select(BoothCode).where(BoothCode.code_hash == hashed))
    return found if found is not None and found.revoked_at is None and stands(found.activity_id) else None


def stands(activity_id: int) -> bool:
    """Whether a fair takes place: it was not cancelled, and is not in the archive."""
    kept = select(Activity.id).where(
        Activity.id == activity_id, Activity.archived_at.is_(None), Activity.status != "cancelled"
    )
    return db.session.scalar(kept) is not None


def phone(activity_id: int, key: str) -> BoothPhone | None:
    """The phone that holds this key, with its code, if it was let in at this fair."""
    return db.session.scalar(_PHONE, {"key_hash": keys.digest(key), "activity": activity_id})


_PHONE: Final = (
    select(BoothPhone)
    .where(BoothPhone.key_hash == bindparam("key_hash"), BoothPhone.activity_id == bindparam("activity"))
    .options(joinedload(BoothPhone.code).joinedload(BoothCode.booth))
)


def captures_now(phone: BoothPhone, now: datetime) -> bool:
    """Whether a phone may still capture, by its code: what ended takes nothing new."""
    if phone.removed_at is not None or phone.code.revoked_at is not None or not stands(phone.activity_id):
        return False
    return days_of(phone.activity_id).opens(now)


def phones_of(code_id: int) -> int:
    """How many phones a code has let in."""
    return db.session.scalar(select(func.count()).where(BoothPhone.code_id == code_id)) or 0


def phones_in(code_id: int) -> Sequence[BoothPhone]:
    """The phones that a code has let in and nobody has removed."""
    standing = BoothPhone.code_id == code_id, BoothPhone.removed_at.is_(None)
    return db.session.scalars(select(BoothPhone).where(*standing).order_by(BoothPhone.id)).all()


def sent_by(phone_id: int) -> int:
    """How many leads a phone has sent."""
    return db.session.scalar(select(func.count()).where(BoothCapture.phone_id == phone_id)) or 0


def sent_before(activity_id: int, key: str) -> BoothCapture | None:
    """What a phone sent already: `key` tells its form and its content (rules.key_of)."""
    return db.session.scalar(
        select(BoothCapture).where(BoothCapture.activity_id == activity_id, BoothCapture.key == key)
    )


def fair_of(activity_id: int) -> Activity:
    """What the page on the phone tells of a fair: its names and its place, no more is loaded."""
    statement = select(Activity).where(Activity.id == activity_id)
    options = (selectinload(Activity.names), joinedload(Activity.place).selectinload(Place.names))
    return or_not_visible(db.session.scalar(statement.options(*options)))


def chips(activity_id: int, language: str, *, booth_id: int | None = None) -> list[OfferedProduct]:
    """The products that exhibitors show at a booth and the goods sold there, of a code for the whole fair those at all
    booths, in their order; then the samples that the fair carries, which lie at each booth.

    Where nobody shows or sells anything, those of the makers who take part stand behind them.
    """
    exhibited = fairs.exhibited(activity_id, booth_id)
    return _chips(activity_id, language, exhibited, _lying(activity_id, exhibited))


def _chips(activity_id: int, language: str, exhibited: Collection[int], shown: Sequence[int]) -> list[OfferedProduct]:
    found = db.session.scalars(_OFFERED.where(Product.id.in_(shown))).all() if shown else ()
    first = sorted(found, key=lambda product: shown.index(product.id))
    if not exhibited:
        first += [product for product in db.session.scalars(_of_makers(activity_id)) if product.id not in shown]
    named = ((product, products.name_for(product, language)) for product in first[:MOST_PRODUCTS])
    return [OfferedProduct(product.id, name.text, name.language, product.category) for product, name in named]


def barred(ids: Collection[int], activity_id: int) -> dict[int, bool]:
    """{product: whether that is sure} of those that the country of a fair bars today, or may bar (INV-M1)."""
    found = products.access_by_id(ids, activities.place_of(activity_id).country)
    return {id: each.is_barred for id, each in found.items() if each.is_barred or each.may_be_barred}


def offered(phone: BoothPhone) -> set[int]:
    """The products that a lead of this phone may name: what its page offers today, and what exhibitors show at its
    booth though nobody can order it any more, since a lead may come days after it was tapped."""
    exhibited = fairs.exhibited(phone.activity_id, phone.code.booth_id)
    shown = _lying(phone.activity_id, exhibited)
    return {chip.id for chip in _chips(phone.activity_id, Language.EN, exhibited, shown)} | set(shown)


def _lying(activity_id: int, exhibited: Sequence[int]) -> list[int]:
    """The ids of what lies at a booth, or at all of a fair: exhibited there, then carried along; each once."""
    carried = select(CarriedProduct.product_id).where(CarriedProduct.activity_id == activity_id)
    samples = db.session.scalars(carried.order_by(CarriedProduct.position, CarriedProduct.id))
    return list(dict.fromkeys([*exhibited, *samples]))


def _of_makers(activity_id: int) -> Select[Product]:
    makers = select(Participant.organisation_id).where(
        Participant.activity_id == activity_id, Participant.organisation_id.is_not(None)
    )
    return _OFFERED.where(Product.maker_id.in_(makers)).order_by(Product.sort_key, Product.id).limit(MOST_PRODUCTS)


def earlier_lead(activity_id: int, told: Visitor, region: str) -> Lead | None:
    """The first lead of the same visitor at a fair that still waits for its first answer.

    Any other is none to be added to: nobody looks at it again. Most leads are the picture of a card, and not fetched.
    """
    written = Lead.raw_contact != "" if told.points else (Lead.raw_name != "") & (Lead.raw_organisation != "")
    if told.points and told.name and told.firm:
        written |= (Lead.raw_name != "") & (Lead.raw_organisation != "")
    waiting = (
        select(Lead.id, Lead.person_id, Lead.raw_name, Lead.raw_organisation, Lead.raw_contact)
        .where(Lead.activity_id == activity_id, Lead.archived_at.is_(None), written)
        .where(Lead.first_followup_at.is_(None), Lead.status.in_(lead_rules.OPEN))
        .order_by(Lead.captured_at, Lead.id)
    )
    for id, person_id, name, firm, contact in db.session.execute(waiting):
        if told.may_be(firm, contact):
            named = (name or (_name_of(person_id) if person_id is not None else "")).strip()
            if told.name and named and not rules.names_fit(told.name, named):
                continue  # before it is read how to reach them, which takes ten times as long
            if rules.is_same(told, Visitor.of(named, firm, contact, region)):
                return db.session.get(Lead, id)
    return None


def _name_of(person_id: int) -> str:
    """What somebody is called whom the office has found in the contacts."""
    names = selectinload(Person.names)
    return contacts.own_name(db.session.get_one(Person, person_id, options=[names])).text


# ------------------------------------------------------------------ in the office


def codes(activity_id: int) -> Sequence[BoothCode]:
    """The codes of a fair that the caller found to be visible, newest first."""
    statement = (
        select(BoothCode)
        .where(BoothCode.activity_id == activity_id)
        .options(joinedload(BoothCode.owner), joinedload(BoothCode.booth))
    )
    return db.session.scalars(statement.order_by(BoothCode.id.desc())).all()


def fairs_with_codes_of(user_id: int) -> set[int]:
    """The fairs with a code that works today or later and puts somebody in charge of what comes in."""
    held = select(BoothCode.activity_id).join(Activity, Activity.id == BoothCode.activity_id)
    ahead = held.where(Activity.end_on >= here.today(), Activity.archived_at.is_(None))
    return set(db.session.scalars(ahead.where(BoothCode.owner_id == user_id, BoothCode.revoked_at.is_(None))))


def code(id: int, *, user: Actor) -> BoothCode:
    """One code of a fair that the user sees; NotVisible for any other."""
    visible = BoothCode.activity_id.in_(activities.visible_ids(user))
    return or_not_visible(db.session.scalar(select(BoothCode).where(BoothCode.id == id, visible)))


@dataclass(frozen=True)
class PhoneLine:
    """A phone with how many leads came from it, and when the last one did."""

    phone: BoothPhone
    sent: int
    last: datetime | None


def phones(activity_id: int) -> list[PhoneLine]:
    """The phones of a fair, in the order in which they were let in."""
    statement = (
        select(BoothPhone, func.count(BoothCapture.id), func.max(BoothCapture.received_at))
        .outerjoin(BoothCapture, BoothCapture.phone_id == BoothPhone.id)
        .where(BoothPhone.activity_id == activity_id)
        .group_by(BoothPhone.id)
        .order_by(BoothPhone.id)
    )
    return [PhoneLine(*row) for row in db.session.execute(statement)]


def phone_of(id: int, *, user: Actor) -> BoothPhone:
    """One phone at a fair that the user sees; NotVisible for any other."""
    visible = BoothPhone.activity_id.in_(activities.visible_ids(user))
    statement = select(BoothPhone).where(BoothPhone.id == id, visible).options(joinedload(BoothPhone.code))
    return or_not_visible(db.session.scalar(statement))


_SENT = (
    joinedload(BoothCapture.phone).joinedload(BoothPhone.code).joinedload(BoothCode.booth),
    joinedload(BoothCapture.card),
)


def numbers(activity_id: int) -> dict[str, int]:
    """{state: how many leads} of what phones sent at a fair, by all states."""
    statement = select(BoothCapture.state, func.count()).where(BoothCapture.activity_id == activity_id)
    found = db.session.execute(statement.group_by(BoothCapture.state))
    return dict.fromkeys(rules.STATES, 0) | {row[0]: row[1] for row in found}


def fairs_waiting(user: Actor) -> list[tuple[Activity, int]]:
    """[(fair that the user sees, how many leads of phones wait for the office)], the latest fair first."""
    number = func.count(BoothCapture.id)
    counted = select(BoothCapture.activity_id, number.label("number")).where(BoothCapture.state == rules.WAITING)
    held = counted.group_by(BoothCapture.activity_id).subquery()
    found = activities.visible_to(user).join(held, held.c.activity_id == Activity.id).add_columns(held.c.number)
    rows = db.session.execute(
        found.options(selectinload(Activity.names)).order_by(Activity.start_on.desc(), Activity.id)
    )
    return [(row[0], row[1]) for row in rows]


def waiting(activity_id: int) -> Sequence[BoothCapture]:
    """What waits for the office to take or refuse it, as it was captured; the first of many."""
    return _in_state(activity_id, rules.WAITING)


def refused(activity_id: int) -> Sequence[BoothCapture]:
    """What the office did not take, as it was captured; the first of many."""
    return _in_state(activity_id, rules.REFUSED_ONE)


def _in_state(activity_id: int, state: str) -> Sequence[BoothCapture]:
    statement = select(BoothCapture).where(BoothCapture.activity_id == activity_id, BoothCapture.state == state)
    ordered = statement.options(*_SENT).order_by(BoothCapture.captured_at, BoothCapture.id).limit(MOST_SHOWN)
    return db.session.scalars(ordered).all()


def one(id: int, *, user: Actor) -> BoothCapture:
    """One that a phone sent at a fair that the user sees; NotVisible for any other."""
    visible = BoothCapture.activity_id.in_(activities.visible_ids(user))
    statement = select(BoothCapture).where(BoothCapture.id == id, visible).options(*_SENT)
    return or_not_visible(db.session.scalar(statement))


def of_lead(lead_id: int) -> Sequence[BoothCapture]:
    """What phones sent of a lead that the caller found to be visible, in the order in which it was captured."""
    statement = select(BoothCapture).where(BoothCapture.lead_id == lead_id).options(*_SENT)
    return db.session.scalars(statement.order_by(BoothCapture.captured_at, BoothCapture.id)).all()


def captured_by(lead_id: int) -> str:
    """Who captured a lead first on a phone; "" where no phone sent it."""
    sent = of_lead(lead_id)
    return sent[0].captured_by if sent else ""


def leads_with_card() -> Select[Any]:
    """The ids of the leads of which a phone sent the picture of a card."""
    return select(BoothCapture.lead_id).where(BoothCapture.card_id.is_not(None), BoothCapture.lead_id.is_not(None))


def takers(activity_id: int) -> dict[int, str]:
    """{lead: who first captured it on a phone} of a fair: the phone may be in somebody else's hands since."""
    statement = (
        select(
            BoothCapture.lead_id, func.coalesce(func.nullif(BoothCapture.told["by"].as_string(), ""), BoothPhone.name)
        )
        .join(BoothPhone, BoothPhone.id == BoothCapture.phone_id)
        .where(BoothCapture.activity_id == activity_id, BoothCapture.lead_id.is_not(None))
        .order_by(BoothCapture.captured_at.desc(), BoothCapture.id.desc())
    )
    return {lead: name for lead, name in db.session.execute(statement) if lead is not None}


def standing(ids: Sequence[int]) -> set[int]:
    """Which of the products are there, and not in the archive."""
    found = select(Product.id).where(Product.id.in_(ids), Product.archived_at.is_(None))
    return set(db.session.scalars(found)) if ids else set()


def categories_of(ids: Collection[int]) -> set[str]:
    """The categories of products."""
    return set(db.session.scalars(select(Product.category).where(Product.id.in_(ids))))


def product_names(ids: Sequence[int], language: str) -> list[str]:
    """How products are called; those that are gone are left out."""
    if not ids:
        return []
    statement = select(Product).where(Product.id.in_(ids)).options(selectinload(Product.names))
    found = {product.id: products.name_for(product, language).text for product in db.session.scalars(statement)}
    return [found[id] for id in ids if id in found]
