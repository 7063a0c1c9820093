"""What is done with what belongs to a booth: exhibitors, shifts, what is brought along, goods that are sold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from crm.activities.services import check_open
from crm.audit.services import action
from crm.contacts.kind import ORGANISATION, PERSON
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import exact
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, ExhibitedProduct, StallGoods
from crm.fairs.rules import goods
from crm.fairs.services.booths import check_size
from crm.places import queries as places
from crm.products import queries as products
from crm.products.kind import PRODUCT
from crm.products.models import Product

Part = BoothExhibitor | BoothShift | BoothThing | StallGoods


@dataclass(frozen=True)
class ExhibitorInput:
    """Which maker shows which of its products, and what for."""

    organisation_id: int | None
    product_ids: Collection[int] = ()
    aim: str = ""


@dataclass(frozen=True)
class ShiftInput:
    """Who stands there on which day, as whom; clocks (09:30) of the place, both or none."""

    person_id: int | None
    day: date | None
    role: str = "staff"
    begins: str = ""
    ends: str = ""
    note: str = ""


@dataclass(frozen=True)
class ThingInput:
    """What is brought along, how many, and who carries it."""

    name: str
    quantity: int | None
    kind: str = "equipment"
    carrier_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class GoodsInput:
    """How many pieces of a product were sent to a stall, what became of them, and what buyers paid."""

    product_id: int | None
    sent: int | None
    sold: int | None = 0
    returned: int | None = 0
    given: int | None = 0
    amount: Decimal | None = None
    currency: str = ""
    note: str = ""


def write_exhibitor(row: BoothExhibitor, content: ExhibitorInput, *, by: Actor) -> BoothExhibitor:
    """Write an exhibitor (its products loaded), new or known.

    Refused for an organisation that `by` does not see or that shows at the booth already, and for products of another
    maker.
    """
    known = row.organisation_id
    if content.organisation_id is None or (
        content.organisation_id != known and not ORGANISATION.is_visible(content.organisation_id, by)
    ):
        raise Refused(Text("Choose one from the list."), "organisation_id")
    other = queries.exhibitor_of(row.booth_id, content.organisation_id)
    if other is not None and other != row.id:
        raise Refused(Text("This company shows at the booth already."), "organisation_id")
    held = {each.product_id for each in row.products}
    wanted = set(content.product_ids)
    theirs = select(Product.id).where(Product.maker_id == content.organisation_id, Product.id.in_(wanted))
    seen = products.visible_to(by).with_only_columns(Product.id)
    found = set(db.session.scalars(theirs.where(Product.id.in_(seen) | Product.id.in_(held))))
    if found != wanted:
        raise Refused(Text("Choose products of this company."), "product_ids")
    with action(rules.EXHIBITOR_WRITTEN, by=by):
        assign(row, {"organisation_id": content.organisation_id, "aim": content.aim})
        for each in row.products:
            if each.product_id not in wanted:
                db.session.delete(each)  # said, since the log does not hear of what only falls out of a list
        row.products = [each for each in row.products if each.product_id in wanted] + [
            ExhibitedProduct(product_id=id) for id in sorted(wanted - held)
        ]
        _add(row)
    return row


def write_shift(row: BoothShift, content: ShiftInput, *, by: Actor) -> BoothShift:
    """Write a shift, new or known. Refused for a person that `by` does not see, without a day, and for clocks that are
    out of order or half told."""
    _check_person(content.person_id, row.person_id, "person_id", by, required=True)
    if content.role not in rules.SHIFT_ROLES:
        raise Refused(Text("Choose one."), "role")
    if content.day is None:
        raise Refused(Text("Fill in this field."), "day")
    if bool(content.begins) != bool(content.ends):
        raise Refused(Text("Enter both clocks, or none for the whole day."), "ends" if content.begins else "begins")
    if content.begins and content.ends <= content.begins:
        raise Refused(Text("The end must come after the start."), "ends")
    with action(rules.SHIFT_WRITTEN, by=by):
        assign(row, vars(content))
        _add(row)
    return row


def shift_doubts(row: BoothShift, booth: Booth, content: ShiftInput) -> dict[str, Text]:
    """{field: what is odd about a shift, which can be all the same}; the fair of the booth is loaded."""
    found: dict[str, Text] = {}
    if content.day is None:
        return found
    if not booth.activity.lasts_on(content.day):
        found["day"] = Text("It is none of the days of the fair.")
    if content.person_id is not None:
        shifts = queries.meeting_shifts(content.person_id, content.day, content.begins, content.ends, but=row.id)
        if shifts:
            found["person_id"] = Text("At this time they have a shift at booth %(booth)s.", booth=shifts[0].booth.label)
    return found


def goods_doubts(row: StallGoods, booth: Booth, content: GoodsInput) -> dict[str, Text]:
    """{field: what speaks against it}, where a product is newly sold there: that it has not been for sale so far, or
    that the country of the fair bars it."""
    if content.product_id is None or content.product_id == row.product_id:
        return {}
    return products.unready_doubts(content.product_id) | products.access_doubts(
        [content.product_id], places.country_of(booth.activity.place_id)
    )


def exhibitor_doubts(row: BoothExhibitor, booth: Booth, content: ExhibitorInput) -> dict[str, Text]:
    """{field: that the country of the fair bars a product that is newly shown there}."""
    shown = {each.product_id for each in row.products}
    fresh = [id for id in content.product_ids if id not in shown]
    return products.access_doubts(fresh, places.country_of(booth.activity.place_id), "product_ids")


def write_thing(row: BoothThing, content: ThingInput, *, by: Actor) -> BoothThing:
    """Write what is brought along, new or known. Refused without a name or a number, and for a carrier that `by` does
    not see."""
    if content.kind not in rules.THINGS:
        raise Refused(Text("Choose one."), "kind")
    if not content.name:
        raise Refused(Text("Fill in this field."), "name")
    if content.quantity is None or not 0 < content.quantity <= rules.MOST:
        raise Refused(Text("Enter how many pieces."), "quantity")
    _check_person(content.carrier_id, row.carrier_id, "carrier_id", by)
    with action(rules.THING_WRITTEN, by=by):
        assign(row, vars(content))
        _add(row)
    return row


def write_goods(row: StallGoods, booth: Booth, content: GoodsInput, *, by: Actor) -> StallGoods:
    """Write goods of a stall (its fair loaded), new or known.

    Refused once the fair is closed, elsewhere than at a product fair, for a product that `by` does not see or that is
    sold there already, for numbers below zero, for more pieces than were sent, and for an amount where nothing
    was sold.
    """
    if booth.activity.type != rules.SELLING:
        raise Refused(Text("Goods are sold at product fairs only."))
    check_open(booth.activity)
    if content.product_id is None or (
        content.product_id != row.product_id and not PRODUCT.is_visible(content.product_id, by)
    ):
        raise Refused(Text("Choose one from the list."), "product_id")
    other = queries.goods_of(booth.id, content.product_id)
    if other is not None and other != row.id:
        raise Refused(Text("This product is listed at the stall already."), "product_id")
    pieces = {name: getattr(content, name) or 0 for name in ("sent", *goods.FATES)}
    for name, number in pieces.items():
        if not 0 <= number <= rules.MOST or (name == "sent" and not number):
            raise Refused(Text("Enter how many pieces."), name)
    if (field := goods.overrun(pieces["sent"], pieces)) is not None:
        raise Refused(Text("That is more than the %(sent)s pieces that were sent.", sent=pieces["sent"]), field)
    values = dict(vars(content)) | pieces | {"currency": content.currency or row.currency or here.currency()}
    if content.amount is not None:
        if not pieces["sold"] and content.amount:
            raise Refused(Text("Nothing was sold: leave the amount empty."), "amount")
        check_size(content.amount, "amount")
        values["amount"] = exact(content.amount, values["currency"], "amount")
    if content.product_id != row.product_id:  # whoever makes it now owns these goods, also when that changes later
        values["maker_id"] = db.session.get_one(Product, content.product_id).maker_id
    with action(rules.GOODS_WRITTEN, by=by):
        assign(row, values)
        _add(row)
    return row


def remove_part(row: Part, *, by: Actor) -> None:
    """Take a part away from its booth (loaded, with its fair). Refused for goods of a fair that is closed."""
    _check_report(row)
    with action(rules.PART_REMOVED, by=by):
        row.archived_at = clock.now()
        touch(row.booth)


def restore_part(row: Part, *, by: Actor) -> None:
    """Put a part back to its booth (loaded, with its fair). Refused for an exhibitor or goods that were added anew
    meanwhile, and for goods of a fair that is closed."""
    _check_report(row)
    if isinstance(row, BoothExhibitor) and queries.exhibitor_of(row.booth_id, row.organisation_id) is not None:
        raise Refused(Text("This company shows at the booth already."))
    if isinstance(row, StallGoods) and queries.goods_of(row.booth_id, row.product_id) is not None:
        raise Refused(Text("This product is listed at the stall already."))
    with action(rules.PART_RESTORED, by=by):
        row.archived_at = None
        touch(row.booth)


def _check_report(row: Part) -> None:
    if isinstance(row, StallGoods):
        check_open(row.booth.activity)


def _check_person(id: int | None, known: int | None, field: str, by: Actor, *, required: bool = False) -> None:
    if id is None and not required:
        return
    if id is None or (id != known and not PERSON.is_visible(id, by)):
        raise Refused(Text("Choose one from the list."), field)


def _add(row: Part) -> None:
    db.session.add(row)
    touch(row)
