"""The negotiations of a firm: stage, counterpart, its own products, next step; nothing of what the office notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from crm.contacts import queries as contacts
from crm.core import clock, here
from crm.core.database import db
from crm.makers.queries.former import Makers
from crm.makers.queries.owned import own
from crm.negotiations.models import Negotiation, NegotiationProduct
from crm.places.rules import Shown
from crm.products import queries as products
from crm.products.models import Product


@dataclass(frozen=True)
class OwnCase:
    """A negotiation as a maker sees it."""

    counterpart: Shown
    stage: str
    since: date  #: in that stage
    on_hold: bool
    category: str
    products: Sequence[Shown]  #: the firm's own
    next_step: str  #: "" where the case is not the firm's alone: its words may tell of others
    next_step_due: date | None


def cases(firm: int, language: str) -> list[OwnCase]:
    """The firm's cases, whose next step is due first before the others."""
    named = exists().where(
        NegotiationProduct.negotiation_id == Negotiation.id,
        Makers().named(firm, NegotiationProduct.product_id, Negotiation.created_at),
    )  # fmt: skip
    statement = select(Negotiation).where(
        Negotiation.archived_at.is_(None), own(Negotiation.our_organisation_id, named, firm)
    )  # fmt: skip
    due = (Negotiation.next_step_due.is_(None), Negotiation.next_step_due, Negotiation.id)
    rows = db.session.scalars(statement.order_by(*due)).all()
    goods, shared = _goods([row.id for row in rows], firm)
    names = contacts.listed_names({row.counterpart_id for row in rows}, language)
    named_goods = {id for ids in goods.values() for id in ids}
    told = {line.product.id: line.name for line in products.shown(named_goods, language)}
    return [
        OwnCase(
            names[row.counterpart_id], row.stage,
            clock.local(row.stage_entered_at, here.zone()).date(), row.on_hold, row.category,
            [told[id] for id in goods.get(row.id, ())],
            row.next_step if row.our_organisation_id == firm and row.id not in shared else "", row.next_step_due,
        )
        for row in rows
    ]  # fmt: skip


def _goods(ids: Sequence[int], firm: int) -> tuple[dict[int, list[int]], set[int]]:
    """({case: the firm's products in it}, the cases that name products of others, too)."""
    goods, shared = dict[int, list[int]](), set[int]()
    statement = select(NegotiationProduct.negotiation_id, Product.id, Product.maker_id, Negotiation.created_at).join(
        Product, Product.id == NegotiationProduct.product_id
    ).join(Negotiation, Negotiation.id == NegotiationProduct.negotiation_id).where(
        NegotiationProduct.negotiation_id.in_(ids)
    )  # fmt: skip
    makers = Makers()
    for case, product, maker, at in db.session.execute(statement.order_by(NegotiationProduct.id)) if ids else ():
        if makers.of(product, maker, at) == firm:
            goods.setdefault(case, []).append(product)
        else:
            shared.add(case)
    return goods, shared
