"""A showroom in a city abroad with a sweater on its shelf, for the tests of showrooms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm.core import here
from crm.core.database import db, writing
from crm.showrooms import queries, rules, services
from crm.showrooms.models import (
    Exhibit,
    Sale,
    Settlement,
    SettlementLine,
    Showroom,
    ShowroomContract,
    StockMovement,
)
from crm.showrooms.rules import stock
from crm.showrooms.services import ContractInput, ExhibitInput, MovementInput, ShowroomInput
from tests.cast import user
from tests.contacts import book
from tests.missions import voyage
from tests.products.test_products import made as product


@dataclass(frozen=True)
class Shop:
    """The ids of what there is."""

    showroom: int
    operator: int
    maker: int
    product: int
    exhibit: int
    contract: int


def day(before: int = 0) -> date:
    """A day before today."""
    return here.today() - timedelta(days=before)


def _days(said: dict[str, Any]) -> dict[str, Any]:
    """With each day that is told as a number so many days ago."""
    days = {name for name in said if name.endswith(("_on", "_from", "_to")) and isinstance(said[name], int)}
    return said | {name: day(said[name]) for name in days}


def contract(showroom: int, **said: Any) -> ShowroomContract:
    content: dict[str, Any] = {
        "begins_on": day(400), "ends_on": None, "currency": "CNY", "commission_rate": Decimal(20),
        "tax_rate": Decimal(13), "settlement_day": 10,
    } | _days(said)  # fmt: skip
    with writing():
        row = services.write_contract(ShowroomContract(showroom_id=showroom), ContractInput(**content), by=user())
        db.session.commit()
    return row


def exhibit(showroom: int, product_id: int, **said: Any) -> Exhibit:
    content: dict[str, Any] = {"product_id": product_id, "currency": "CNY", "price": Decimal(1130)} | _days(said)
    with writing():
        row = services.write_exhibit(Exhibit(showroom_id=showroom), ExhibitInput(**content), by=user())
        db.session.commit()
    return row


def showroom(operator: int | None = None, **said: Any) -> Showroom:
    content: dict[str, Any] = {
        "names": {"ja": "延吉常設展示場", "zh-Hans": "延吉常设展厅"},
        "operator_id": operator,
        "place_id": book.place(voyage.YANJI).id,
        "status": "open",
    } | said
    with writing():
        row = services.make(ShowroomInput(**content), by=user())
        db.session.commit()
    return row


def shop(**terms: Any) -> Shop:
    """A showroom whose maker sent twenty sweaters, of which all came."""
    voyage.load_places()
    operator = book.organisation("延边东升商贸有限公司", "zh-Hans", country="CN").id
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    room = showroom(operator).id
    goods = product(maker).id
    shown = exhibit(room, goods, code="A-01", slot="1").id
    held = contract(room, **terms).id
    moved(shown, "received", 20, before=300)
    return Shop(room, operator, maker, goods, shown, held)


def fresh(exhibit_id: int) -> Exhibit:
    db.session.expire_all()
    return queries.exhibit(exhibit_id, user=user())


def moved(exhibit_id: int, kind: str, quantity: int | None, *, before: int = 0, **said: Any) -> StockMovement:
    """Record a movement, so many days ago."""
    content = MovementInput(kind, quantity, said.pop("day", day(before)), **said)
    with writing():
        row = services.move(fresh(exhibit_id), content, by=user())
        db.session.commit()
    return row


def held(exhibit_id: int) -> int:
    """On the shelf."""
    db.session.expire_all()
    return queries.stocks_of([exhibit_id])[exhibit_id].held


def _left(lots: Iterable[stock.Lot]) -> Counter[tuple[date, date | None]]:
    """How many pieces are left of each day on which goods came, and of each last day."""
    found: Counter[tuple[date, date | None]] = Counter()
    for lot in lots:
        found[lot.since, lot.expires_on] += lot.quantity
    return found


def check_balance(at: Shop, exhibits: list[int], *, waiting: int = 0) -> None:
    """What came is on the shelf, sold or gone; what was sold is settled once or is left to; so many rows wait."""
    db.session.expire_all()
    kept = list(db.session.scalars(select(Sale).where(Sale.archived_at.is_(None))))
    sales = [sale for sale in kept if sale.state == rules.RECONCILED]
    assert len(kept) - len(sales) == waiting
    for id, found in queries.stocks_of(exhibits).items():
        movements = queries.moved_of([id])[id]
        ins = sum(each.quantity for each in movements if each.kind == "received")
        adjusted = sum(each.quantity for each in movements if each.kind == "adjusted")
        out = sum(each.quantity for each in movements if each.kind in ("given", "returned", "lost"))
        sold_pieces = sum(sale.quantity or 0 for sale in sales if sale.exhibit_id == id)
        assert found.held == ins + adjusted - out - sold_pieces == sum(lot.quantity for lot in found.lots) >= 0
        assert found.sold == sold_pieces
        assert _left(found.lots) == _left(stock.lots(movements)), "summed by day they are the same goods"
    lines = list(db.session.scalars(select(SettlementLine)))
    assert len({line.sale_id for line in lines}) == len(lines)
    settlements = list(db.session.scalars(select(Settlement.id)))
    gross = Decimal(0)
    for id in settlements:
        one = queries.settlement(id, user=user())
        gross += one.gross
        for name in ("gross", "tax", "commission", "withheld", "costs", "net", "pieces"):
            assert sum(getattr(share, name) for share in one.shares) == getattr(one, name), name
        assert one.net == one.gross - one.tax - one.commission - one.withheld - one.costs
        assert one.gross == sum(line.sale.gross or 0 for line in one.lines)
    left = queries.to_settle(at.showroom, day(), "CNY")
    assert gross + sum(sale.gross or 0 for sale in left) == sum(sale.gross or 0 for sale in sales)
