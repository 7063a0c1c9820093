"""Goods that came back once their sale was settled: what the next settlement takes off for them (domain.md §1.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.showrooms import queries, rules
from crm.showrooms.queries import Returnable
from crm.showrooms.rules import settling


@dataclass(frozen=True)
class OutlayInput:
    """What the operator laid out, or takes off for goods that came back: then only sale, pieces and reason are told."""

    kind: str
    amount: Decimal | None
    note: str = ""
    maker_id: int | None = None  #: who bears it alone
    sale_id: int | None = None  #: the settled sale whose goods came back
    pieces: int | None = None  #: of it; all that are left unless told


def priced(costs: Sequence[OutlayInput], showroom_id: int, currency: str, *, but: int | None) -> Sequence[OutlayInput]:
    """The costs of settlement `but`, those of goods that came back with amount, pieces and maker: what was remitted for
    these pieces, so that all pieces of a sale take off all that was remitted for it, to the last cent.

    Refused without a sale that was settled before, for more pieces than are left, and without a reason.
    """
    seen: set[int] = set()
    ids = {cost.sale_id for cost in costs if cost.kind == rules.RETURNED_GOODS and cost.sale_id is not None}
    found = queries.returnable(showroom_id, currency=currency, but=but, sale_ids=ids) if ids else ()
    sold = {each.sale.id: each for each in found}
    return [_priced(cost, sold, currency, seen) for cost in costs]


def _priced(cost: OutlayInput, sold: Mapping[int, Returnable], currency: str, seen: set[int]) -> OutlayInput:
    unnamed = cost.sale_id is None and cost.maker_id is not None and cost.amount is not None
    if cost.kind != rules.RETURNED_GOODS or unnamed:  # of before a sale could be named: it stands as it was entered
        return replace(cost, sale_id=None, pieces=None)
    told = sold.get(cost.sale_id or 0)
    moved = told.sale.movement if told is not None else None
    if told is None or moved is None:
        raise Refused(Text("Choose the sale that came back: one of a settlement that is approved or paid."), "returns")
    if told.sale.id in seen:
        raise Refused(Text("This sale stands here twice: tell its pieces in one row."), "returns")
    seen.add(told.sale.id)
    pieces = told.left if cost.pieces is None else cost.pieces
    if not 0 < pieces <= told.left:
        raise Refused(Text("Of this sale %(left)s pieces are left that can come back.", left=told.left), "returns")
    if not cost.note:
        raise Refused(Text("Enter why the goods came back: the statement says it."), "returns")
    amount = settling.taken_off(told.remitted, told.sale.quantity or 0, told.taken_off, told.pieces, pieces, currency)
    return replace(cost, amount=amount, maker_id=moved.owner_id, pieces=pieces)
