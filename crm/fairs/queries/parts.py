"""What belongs to booths: exhibitors, shifts, what is brought along, goods that are sold."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import joinedload, selectinload

from crm.activities.models import Activity
from crm.audit.queries import LogLine
from crm.audit.rules import Change
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import display_name
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.fairs import rules
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, ExhibitedProduct, StallGoods
from crm.fairs.queries.booths import NAMED, booths_of, visible_booths
from crm.products import queries as products
from crm.products.models import Product

Part = TypeVar("Part", BoothExhibitor, BoothShift, BoothThing, StallGoods)

_LOADS = {
    BoothExhibitor: (
        joinedload(BoothExhibitor.organisation).selectinload(Organisation.names),
        selectinload(BoothExhibitor.products).joinedload(ExhibitedProduct.product).selectinload(Product.names),
    ),
    BoothShift: (joinedload(BoothShift.person).selectinload(Person.names),),
    StallGoods: (
        joinedload(StallGoods.product).selectinload(Product.names),
        joinedload(StallGoods.maker).selectinload(Organisation.names),
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


def goods_by_maker(activity_id: int, *, user: Actor) -> dict[int, list[StallGoods]]:
    """{maker: the goods of theirs at the stalls of a fair}, in the order of the stalls."""
    stalls = [row.id for row in booths_of(activity_id, user=user)]
    found: dict[int, list[StallGoods]] = {}
    for row in parts(StallGoods, stalls, user=user):
        found.setdefault(row.maker_id, []).append(row)
    return found


def exhibitor_of(booth_id: int, organisation_id: int) -> int | None:
    """The id of the row of an exhibitor at a booth that stands; None where it does not show there."""
    statement = select(BoothExhibitor.id).where(
        BoothExhibitor.booth_id == booth_id,
        BoothExhibitor.organisation_id == organisation_id,
        BoothExhibitor.archived_at.is_(None),
    )
    return db.session.scalar(statement)


def exhibited(activity_id: int, booth_id: int | None = None) -> list[int]:
    """The ids of the products that exhibitors show at the booths of a fair, or at one of them, then of the goods sold
    there; each once, by booth."""
    shown = (
        select(ExhibitedProduct.product_id)
        .join(BoothExhibitor, BoothExhibitor.id == ExhibitedProduct.exhibitor_id)
        .join(Booth, Booth.id == BoothExhibitor.booth_id)
        .where(stands(BoothExhibitor))
        .order_by(Booth.hall, Booth.number, Booth.id, BoothExhibitor.id, ExhibitedProduct.id)
    )
    sold = (
        select(StallGoods.product_id)
        .join(Booth, Booth.id == StallGoods.booth_id)
        .where(stands(StallGoods))
        .order_by(Booth.hall, Booth.number, Booth.id, StallGoods.id)
    )
    here = [Booth.activity_id == activity_id, stands(Booth), *([Booth.id == booth_id] if booth_id is not None else [])]
    return list(dict.fromkeys(id for found in (shown, sold) for id in db.session.scalars(found.where(*here))))


def shown_at(activity_ids: Collection[int], product_ids: Collection[int]) -> Mapping[int, set[int]]:
    """{fair: which of some products our exhibitors show, or our stalls sell, there}, of fairs that show any."""
    shown = (
        select(Booth.activity_id, ExhibitedProduct.product_id)
        .join(BoothExhibitor, BoothExhibitor.booth_id == Booth.id)
        .join(ExhibitedProduct, ExhibitedProduct.exhibitor_id == BoothExhibitor.id)
        .where(stands(BoothExhibitor), ExhibitedProduct.product_id.in_(product_ids))
    )
    sold = (
        select(Booth.activity_id, StallGoods.product_id)
        .join(StallGoods, StallGoods.booth_id == Booth.id)
        .where(stands(StallGoods), StallGoods.product_id.in_(product_ids))
    )
    both = union(*(found.where(stands(Booth), Booth.activity_id.in_(activity_ids)) for found in (shown, sold)))
    found: dict[int, set[int]] = {}
    for activity_id, product_id in db.session.execute(both):
        found.setdefault(activity_id, set()).add(product_id)
    return found


def sold_at(activity_ids: Collection[int], product_ids: Collection[int]) -> Mapping[int, int]:
    """{fair: pieces of some products that were sold at its stalls}."""
    statement = (
        select(Booth.activity_id, func.sum(StallGoods.sold))
        .join(StallGoods, StallGoods.booth_id == Booth.id)
        .where(
            stands(Booth), stands(StallGoods), Booth.activity_id.in_(activity_ids),
            StallGoods.product_id.in_(product_ids),
        )
        .group_by(Booth.activity_id)
    )  # fmt: skip
    return {activity_id: int(pieces) for activity_id, pieces in db.session.execute(statement)}


def goods_of(booth_id: int, product_id: int) -> int | None:
    """The id of the row of a product at a stall that stands; None where it is not sold there."""
    statement = select(StallGoods.id).where(
        StallGoods.booth_id == booth_id, StallGoods.product_id == product_id, StallGoods.archived_at.is_(None)
    )
    return db.session.scalar(statement)


def goods_count(activity_id: int) -> int:
    """How many rows of goods stand at the stalls of a fair that the caller found to be visible."""
    statement = (
        select(func.count(StallGoods.id))
        .join(Booth, Booth.id == StallGoods.booth_id)
        .where(Booth.activity_id == activity_id, stands(Booth), stands(StallGoods))
    )
    return db.session.scalar(statement) or 0


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


def told_products(lines: Sequence[LogLine], language: str) -> dict[int, list[Change]]:
    """{entry of the log: [(maker, before, after)]} for entries about what an exhibitor shows at a booth."""
    ids = {int(value) for line in lines for _name, *values in line.changes for value in values if value}
    named = products.product_names(ids, language)
    stored = select(BoothExhibitor).where(BoothExhibitor.id.in_(ids)).options(*_LOADS[BoothExhibitor][:1])
    makers = {row.id: display_name(row.organisation, language).text for row in db.session.scalars(stored)}

    def shown(value: str | None) -> str | None:
        return named.get(int(value), value) if value else value

    told = {}
    for line in lines:
        exhibitor = next((old or new for name, old, new in line.changes if name == "exhibitor_id"), None)
        maker = makers.get(int(exhibitor or 0), "")
        told[line.id] = [(maker, shown(old), shown(new)) for name, old, new in line.changes if name == "product_id"]
    return told
