"""Stock: how many are on the shelf, since when, until when, and what moved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Executable, case, func, select, union_all
from sqlalchemy.orm import joinedload

from crm.contacts.models import Organisation
from crm.core import reading
from crm.core.database import db
from crm.core.paging import OrderColumn, Page, page
from crm.showrooms import rules
from crm.showrooms.models import CountedExhibit, PartnerCount, StockMovement
from crm.showrooms.rules import stock
from crm.showrooms.rules.partners import TAKEN
from crm.showrooms.rules.stock import Expiring, Lot

#: The order of movements.
LATEST: Final = (OrderColumn(StockMovement.day, descending=True), OrderColumn(StockMovement.id, descending=True))

STANDS: Final = StockMovement.archived_at.is_(None)


def _of_kinds(effects: Mapping[str, int]) -> ColumnElement[int]:
    """By how many a movement counts, where its kind counts so much."""
    return case(effects, value=StockMovement.kind, else_=0) * StockMovement.quantity


#: By how many a movement changes what is on the shelf (`stock.effect`).
EFFECT: Final = _of_kinds(rules.EFFECTS)


class MovedRow(NamedTuple):
    """A movement, as far as it counts: a showroom of a year has thousands, and a shelf shows none of them."""

    exhibit_id: int
    kind: str
    quantity: int
    day: date
    expires_on: date | None
    owner_id: int
    id: int


@dataclass(frozen=True)
class Stock:
    """What the movements of an exhibit come to."""

    #: What came in, of each day, and of all else the sum of each kind, without a day (`_sums`).
    sums: Sequence[Any] = ()
    #: Every movement, where goods of it have a last day: then it counts what was there on which day.
    moved: Sequence[MovedRow] = ()

    @cached_property
    def _kinds(self) -> Mapping[str, int]:
        """{kind: pieces}."""
        found: dict[str, int] = {}
        for _exhibit, kind, _day, _expires, quantity in self.sums:  # a year has hundreds: no attributes
            found[kind] = found.get(kind, 0) + quantity
        return found

    @cached_property
    def lots(self) -> Sequence[Lot]:
        if self.moved:
            return stock.lots(self.moved)
        inward = [(day, quantity) for _exhibit, _kind, day, _expires, quantity in self.sums if day is not None]
        return stock.newest(inward, self.held)

    @cached_property
    def held(self) -> int:
        """On the shelf."""
        return sum(rules.EFFECTS[kind] * quantity for kind, quantity in self._kinds.items())

    @cached_property
    def way(self) -> int:
        """On the way; below zero where more came than was sent."""
        return self._kinds.get("sent", 0) - self._kinds.get("received", 0)

    @cached_property
    def sold(self) -> int:
        return self._kinds.get("sold", 0)

    @property
    def since(self) -> date | None:
        """The day from which the oldest piece on the shelf stands there."""
        return min((lot.since for lot in self.lots), default=None)

    def age(self, today: date) -> int | None:
        """For how many days it has stood there."""
        return None if self.since is None else (today - self.since).days

    @property
    def expires_on(self) -> date | None:
        """The first last day of what is on the shelf."""
        return min((lot.expires_on for lot in self.lots if lot.expires_on is not None), default=None)

    def expiring(self, until: date) -> int:
        """How many on the shelf expire by a day."""
        return sum(lot.quantity for lot in self.lots if lot.expires_on is not None and lot.expires_on <= until)


def movements_of(exhibit_ids: Collection[int]) -> Sequence[StockMovement]:
    """What moved of exhibits that the caller found to be visible, the latest first."""
    statement = select(StockMovement).where(StockMovement.exhibit_id.in_(exhibit_ids), STANDS)
    return db.session.scalars(statement.order_by(StockMovement.day.desc(), StockMovement.id.desc())).all()


def moved_of(exhibit_ids: Collection[int]) -> dict[int, list[MovedRow]]:
    """{exhibit: its movements, the latest first}, of which nobody asks more than what they count."""
    rows: dict[int, list[MovedRow]] = {id: [] for id in exhibit_ids}
    columns = [getattr(StockMovement, name) for name in MovedRow._fields]
    statement = select(*columns).where(reading.among(StockMovement.exhibit_id, rows), STANDS)
    for told in db.session.execute(statement.order_by(StockMovement.day.desc(), StockMovement.id.desc())):
        rows[told[0]].append(MovedRow._make(told))
    return rows


def held_on(exhibit_ids: Collection[int], day: date) -> dict[int, int]:
    """{exhibit: how many were on the shelf at the end of a day}."""
    sums = select(StockMovement.exhibit_id, func.sum(EFFECT)).where(
        reading.among(StockMovement.exhibit_id, exhibit_ids), STANDS, StockMovement.day <= day
    )
    found = {row[0]: row[1] for row in db.session.execute(sums.group_by(StockMovement.exhibit_id))}
    return {id: found.get(id, 0) for id in exhibit_ids}


def counted_on(exhibit_ids: Collection[int]) -> dict[int, date]:
    """{exhibit: the last day of which a count was taken over}: it was adjusted to one, or the partner's was taken over
    without a difference. What the office counted as the book said left nothing on record."""
    adjusted = select(StockMovement.exhibit_id, StockMovement.day).where(
        reading.among(StockMovement.exhibit_id, exhibit_ids), STANDS, StockMovement.kind == "adjusted"
    )
    taken = select(CountedExhibit.exhibit_id, PartnerCount.day).join(
        PartnerCount, PartnerCount.id == CountedExhibit.count_id
    ).where(reading.among(CountedExhibit.exhibit_id, exhibit_ids), PartnerCount.state == TAKEN)  # fmt: skip
    return dict(sorted((row[0], row[1]) for row in db.session.execute(union_all(adjusted, taken))))


def stocks_of(exhibit_ids: Collection[int]) -> dict[int, Stock]:
    """{exhibit: its stock}."""
    found: Mapping[int, Sequence[Any]] = reading.by_first(_sums(), list(exhibit_ids))
    dated = [id for id, rows in found.items() if any(row[3] is not None for row in rows)]
    moved = moved_of(dated) if dated else {}
    return {id: Stock(found.get(id, ()), moved.get(id, ())) for id in exhibit_ids}


def carried(exhibit_id: int) -> dict[int, Sequence[Expiring]]:
    """{receipt of an exhibit: the last days with which its goods were sent}, where it names none itself."""
    return {
        each.id: [part for part in came if part.last is not None]
        for each, came in stock.arrived(moved_of([exhibit_id])[exhibit_id])
        if each.kind == "received" and each.expires_on is None
    }


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _sums() -> Executable:
    """What movements come to: of what came in the day counts, of what was sent its last day, of all else the kind
    alone."""
    inward = StockMovement.kind.in_([kind for kind, change in rules.EFFECTS.items() if change > 0])
    came = inward & (StockMovement.quantity > 0)
    dated = case((came | (StockMovement.kind == "sent"), StockMovement.expires_on)).label("expires_on")
    columns = (StockMovement.exhibit_id, StockMovement.kind, case((came, StockMovement.day)).label("day"), dated)
    statement = select(*columns, func.sum(StockMovement.quantity).label("quantity"))
    return statement.where(reading.of_ids(StockMovement.exhibit_id), STANDS).group_by(*columns)


def movements(exhibit_id: int, cursor: str | None) -> Page[StockMovement]:
    """A page of what moved of an exhibit that the caller found to be visible, the latest first, owners named."""
    statement = select(StockMovement).where(StockMovement.exhibit_id == exhibit_id, STANDS)
    return page(statement.options(joinedload(StockMovement.owner).selectinload(Organisation.names)), LATEST, cursor)
