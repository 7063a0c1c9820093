"""What belongs to booths: exhibitors, shifts, what is brought along, goods that are sold."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.fairs import rules
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, ExhibitedProduct, StallGoods
from crm.fairs.queries.booths import NAMED, visible_booths
from crm.products.models import Product

Part = TypeVar("Part", BoothExhibitor, BoothShift, BoothThing, StallGoods)

_LOADS = {
    BoothExhibitor: (
        joinedload(BoothExhibitor.organisation).selectinload(Organisation.names),
        selectinload(BoothExhibitor.products).joinedload(ExhibitedProduct.product).selectinload(Product.names),
    ),
    BoothShift: (joinedload(BoothShift.person).selectinload(Person.names),),
    StallGoods: (
        joinedload(StallGoods.product).options(
            selectinload(Product.names), joinedload(Product.maker).selectinload(Organisation.names)
        ),
    ),
    BoothThing: (joinedload(BoothThing.carrier).selectinload(Person.names),),
}
_ORDERS = {
    BoothExhibitor: (BoothExhibitor.id,),
    BoothShift: (BoothShift.day, BoothShift.begins, BoothShift.id),
    StallGoods: (StallGoods.booth_id, StallGoods.id),
    BoothThing: (BoothThing.kind, BoothThing.id),
}


def _seen(model: type[Part], user: Actor, *, archived: bool = False) -> Select[Part]:
    seen = visible_booths(user).with_only_columns(Booth.id)
    statement = select(model).where(model.booth_id.in_(seen), stands(model, archived=archived))
    return statement.options(*_LOADS[model])


def part(model: type[Part], id: int, *, user: Actor, archived: bool = False) -> Part:
    """One part of a booth that the user sees, with the booth and its fair; NotVisible otherwise."""
    return only(_seen(model, user, archived=archived), id, joinedload(model.booth).options(*NAMED))


def parts(model: type[Part], booth_ids: Collection[int], *, user: Actor) -> Sequence[Part]:
    """Those of some booths, in their order."""
    statement = _seen(model, user).where(model.booth_id.in_(booth_ids))
    return db.session.scalars(statement.order_by(*_ORDERS[model])).unique().all()


def exhibitor_of(booth_id: int, organisation_id: int) -> int | None:
    """The id of the row of an exhibitor at a booth that stands; None where it does not show there."""
    statement = select(BoothExhibitor.id).where(
        BoothExhibitor.booth_id == booth_id,
        BoothExhibitor.organisation_id == organisation_id,
        BoothExhibitor.archived_at.is_(None),
    )
    return db.session.scalar(statement)


def exhibited(activity_id: int, booth_id: int | None = None) -> list[int]:
    """The ids of the products that exhibitors show at the booths of a fair, or at one of them; each once, by booth."""
    statement = (
        select(ExhibitedProduct.product_id)
        .join(BoothExhibitor, BoothExhibitor.id == ExhibitedProduct.exhibitor_id)
        .join(Booth, Booth.id == BoothExhibitor.booth_id)
        .where(Booth.activity_id == activity_id, stands(Booth), stands(BoothExhibitor))
        .order_by(Booth.hall, Booth.number, Booth.id, BoothExhibitor.id, ExhibitedProduct.id)
    )
    if booth_id is not None:
        statement = statement.where(Booth.id == booth_id)
    return list(dict.fromkeys(db.session.scalars(statement)))


def goods_of(booth_id: int, product_id: int) -> int | None:
    """The id of the row of a product at a stall that stands; None where it is not sold there."""
    statement = select(StallGoods.id).where(
        StallGoods.booth_id == booth_id, StallGoods.product_id == product_id, StallGoods.archived_at.is_(None)
    )
    return db.session.scalar(statement)


def meeting_shifts(person_id: int, day: date, begins: str, ends: str, *, but: int | None) -> list[BoothShift]:
    """The shifts of a person on a day, at whichever fair, that share a moment with these clocks; with their booths."""
    statement = (
        select(BoothShift)
        .join(Booth, Booth.id == BoothShift.booth_id)
        .join(Activity, Activity.id == Booth.activity_id)
        .where(
            BoothShift.person_id == person_id,
            BoothShift.day == day,
            stands(BoothShift),
            stands(Booth),
            stands(Activity),
            Activity.status != "cancelled",
        )
        .options(joinedload(BoothShift.booth))
        .order_by(BoothShift.begins, BoothShift.id)
    )
    if but is not None:
        statement = statement.where(BoothShift.id != but)
    return [row for row in db.session.scalars(statement) if rules.meet(begins, ends, row.begins, row.ends)]
