"""What waits at a showroom for the office, and its settlements, counted at once: its page asks for the rows only of
what there is."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, select

from crm.core import reading
from crm.showrooms import rules
from crm.showrooms.models import PartnerAnswer, PartnerCount, ProductInquiry, Sale, Settlement
from crm.showrooms.queries.partners import disputed
from crm.showrooms.rules import inquiries, partners


class Waiting(NamedTuple):
    """How many sales without an explanation, disputes, counts of the partner, and inquiries wait at a showroom; and how
    many settlements it has."""

    sales: int
    disputes: int
    counts: int
    inquiries: int
    settled: int


def waiting_at(showroom_id: int) -> Waiting:
    """Of a showroom that the caller found to be visible."""
    [row] = reading.rows(_numbers(), showroom=showroom_id)
    return Waiting._make(row)


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _numbers() -> Select[Any]:
    room = bindparam("showroom", type_=Integer)
    sales = select(func.count(Sale.id)).where(
        Sale.showroom_id == room, Sale.state == rules.UNRECONCILED, Sale.archived_at.is_(None)
    )
    asked = disputed().with_only_columns(PartnerAnswer.settlement_id)
    settled = select(func.count(Settlement.id)).where(Settlement.showroom_id == room, Settlement.archived_at.is_(None))
    disputes = settled.where(Settlement.id.in_(asked))
    counted = select(func.count(PartnerCount.id)).where(
        PartnerCount.showroom_id == room, PartnerCount.state == partners.WAITING
    )
    sent = select(func.count(ProductInquiry.id)).where(
        ProductInquiry.showroom_id == room, ProductInquiry.state == inquiries.WAITING
    )
    return select(*(each.scalar_subquery() for each in (sales, disputes, counted, sent, settled)))
