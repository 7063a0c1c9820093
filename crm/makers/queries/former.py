"""Who made a product at a moment: what a lead or a case named then is not the goods of who makes them now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from crm.audit.models import AuditEntry
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.merging.rules import MERGE_UNDONE, MERGED
from crm.products.models import Product


@dataclass(frozen=True)
class _Change:
    """A product got another maker."""

    at: datetime
    former: int
    maker: int


class Makers:
    """Who made a product at a moment: what a lead or case named then is not the goods of who makes them now."""

    def __init__(self) -> None:
        self._changes = _changes()

    def named(self, firm: int, product: Any, at: Any) -> ColumnElement[bool]:
        """Whether the firm made `product`, a column of rows with Product, at the moment of another column."""
        steady = and_(Product.maker_id == firm, Product.id.not_in(self._changes))
        spans = (
            and_(Product.id == id, *_within(at, begins, ends))
            for id, changes in self._changes.items()
            for begins, ends, maker in _spans(changes)
            if maker == firm
        )
        return and_(product == Product.id, or_(steady, *spans))

    def of(self, product: int, maker: int, at: datetime) -> int:
        """Who made it, which `maker` makes now."""
        return next((change.former for change in self._changes.get(product, ()) if at < change.at), maker)


def _spans(changes: Sequence[_Change]) -> Iterable[tuple[datetime | None, datetime | None, int]]:
    begins: datetime | None = None
    for change in changes:
        yield begins, change.at, change.former
        begins = change.at
    yield begins, None, changes[-1].maker


def _within(at: Any, begins: datetime | None, ends: datetime | None) -> list[ColumnElement[bool]]:
    return ([at >= begins] if begins is not None else []) + ([at < ends] if ends is not None else [])


def _changes() -> dict[int, list[_Change]]:
    """{product: its changes, the first one first}, as the log tells them. A merge of firms is none: the firm that is
    kept has what the other one had."""
    told = cast(AuditEntry.changes, String)
    statement = select(AuditEntry.row_id, AuditEntry.at, AuditEntry.changes).where(
        AuditEntry.table_name == Product.__tablename__, AuditEntry.record_type == Product.__tablename__,
        AuditEntry.verb.not_in((MERGED.code, MERGE_UNDONE.code)), told.like('%"maker_id"%'),
        told.not_like('%"maker_id": [null%'),
    )  # fmt: skip
    rows = [
        (id, at, *changes["maker_id"])
        for id, at, changes in db.session.execute(statement.order_by(AuditEntry.row_id, AuditEntry.id))
        if None not in changes["maker_id"]
    ]
    kept = _kept({firm for _id, _at, *firms in rows for firm in firms})
    return {
        id: [_Change(at, kept[former], kept[maker]) for _id, at, former, maker in group]
        for id, group in groupby(rows, key=lambda row: row[0])
    }


def _kept(firms: Iterable[int]) -> dict[int, int]:
    """{firm: the one into which it was merged by now, or itself}."""
    found = {firm: firm for firm in firms}
    while found:
        merged = select(Organisation.id, Organisation.merged_into_id).where(
            Organisation.id.in_(set(found.values())), Organisation.merged_into_id.is_not(None)
        )
        into = {row.id: row.merged_into_id for row in db.session.execute(merged)}
        if not into:
            break
        found = {firm: into.get(now) or now for firm, now in found.items()}
    return found
