"""A year of the showroom through the services that people use: stock and money balance after every settlement."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.places import services as places
from crm.showrooms import queries, rules, services
from crm.showrooms.models import Sale, Settlement, StockMovement
from crm.showrooms.queries import SaleFilter
from crm.showrooms.services import Count, MovementInput, OutlayInput, SaleInput, SettlementInput
from tests.cast import user
from tests.contacts import book
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_sales import recorded, sheet

#: The year: whole months that are over, whatever day it is.
MONTHS = 12
PRICES = (Decimal(1130), Decimal(500), Decimal(680), Decimal(1980))
CODES = ("A-01", "B-01", "C-01", "D-01")


@dataclass(frozen=True)
class Size:
    """How much happens: of every month the movements by hand and the sales."""

    moves: int
    sales: int


@dataclass(frozen=True)
class Month:
    first: date
    last: date


def months() -> list[Month]:
    """The twelve months before this one."""
    found: list[Month] = []
    last = shop.day().replace(day=1) - timedelta(days=1)
    while len(found) < MONTHS:
        found.insert(0, Month(last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    return found


def opened(year: list[Month]) -> tuple[shop.Shop, list[int]]:
    """A showroom of two makers with four exhibits; its terms end with the year."""
    at = shop.shop(begins_on=year[0].first - timedelta(days=60), ends_on=year[-1].last, withholding_rate=Decimal(6))
    other = book.organisation("越路莫大小株式会社", "ja", country="JP").id
    exhibits = [at.exhibit]
    for code, price, name in zip(CODES[1:], PRICES[1:], ("ベスト", "ストール", "カーディガン"), strict=True):
        maker = other if code != "C-01" else at.maker
        goods = product(maker, names={"ja": name}).id
        exhibits.append(shop.exhibit(at.showroom, goods, code=code, price=price).id)
    with writing():
        day = year[0].first - timedelta(days=30)
        places.add_rate(day=day, base="CNY", quote="JPY", rate=Decimal("20.5"), source="TTM", by=user())
        db.session.commit()
    return at, exhibits


def lived(at: shop.Shop, exhibits: list[int], month: Month, size: Size, dice: Random) -> None:
    """What a month brings: goods that come and go, sales by hand, a count of the shelf on the last day."""
    days = sorted(dice.randrange((month.last - month.first).days + 1) for _ in range(size.moves + size.sales))
    acts = ["sale"] * size.sales + [dice.choice(("given", "lost", "returned")) for _ in range(size.moves // 4)]
    acts += ["received"] * (size.moves + size.sales - len(acts))
    dice.shuffle(acts)
    with writing():
        db.session.expire_all()
        room = queries.one(at.showroom, user=user())
        rows = [queries.exhibit(id, user=user()) for id in exhibits]
        for row in rows:  # enough for whatever is dealt
            services.move(row, MovementInput("received", size.moves + 2 * size.sales, month.first), by=user())
        for place, act in zip(days, acts, strict=True):
            which, day, number = dice.randrange(len(rows)), month.first + timedelta(days=place), dice.randrange(1, 3)
            if act == "sale":
                amount = PRICES[which] * number * dice.choice((Decimal(1), Decimal(1), Decimal("0.9")))
                said = SaleInput(rows[which].id, day, number, amount, explanation="同じ日に同じものが二度売れた")
                services.sell(room, said, by=user())
            else:
                services.move(rows[which], MovementInput(act, number, day), by=user())
        held = queries.held_on(exhibits, month.last)
        counts = {row: Count(held[row.id] - dice.randrange(2), "missing") for row in rows}
        services.count(counts, month.last, by=user())
        db.session.commit()


def settled(at: shop.Shop, month: Month, dice: Random) -> int:
    """The month settled by the office, approved by management, paid."""
    with writing():
        db.session.expire_all()
        room = queries.one(at.showroom, user=user())
        fee = [OutlayInput("bank", Decimal(dice.randrange(100, 900)) / 10)]
        made = services.draw_up(room, SettlementInput(month.first, month.last, shop.day(), fee), by=user())
        db.session.commit()
        id = made.id
        db.session.expire_all()
        services.approve(queries.settlement(id, user=user()), by=user(Role.MANAGEMENT))
        db.session.commit()
        db.session.expire_all()
        services.pay(queries.settlement(id, user=user()), shop.day(), by=user())
        db.session.commit()
    return id


def refusal(act: Any, *args: Any, **said: Any) -> tuple[str | None, str]:
    """(the field, the reason) of what is refused; nothing of it stays."""
    with writing(), pytest.raises(Refused) as found:
        act(*args, **said, by=user())
    db.session.rollback()
    db.session.expire_all()
    return found.value.field, str(found.value)


def room(at: shop.Shop) -> Any:
    return queries.one(at.showroom, user=user())


@pytest.mark.once
def test_a_year_through_the_services_reconciles_to_zero(app: Flask, tmp_path: Path, pytestconfig: Any) -> None:
    """With `--every` 2,000 movements and 300 sales, else a tenth."""
    size = Size(138, 25) if pytestconfig.getoption("--every") else Size(11, 3)
    with app.app_context():
        year, dice = months(), Random(2026)  # noqa: S311  # no secret
        at, exhibits = opened(year)
        for number, month in enumerate(year, 1):
            lived(at, exhibits, month, size, dice)
            id = settled(at, month, dice)
            shop.check_balance(at, exhibits)
            assert queries.to_settle(at.showroom, month.last, "CNY") == []
            assert queries.settlement(id, user=user()).number.endswith(str(number)), "one a month"
        kept = (_sum(StockMovement), _sum(Sale), _sum(Settlement))
        assert kept[0] >= (2000 if pytestconfig.getoption("--every") else 200)
        assert kept[1:] == (MONTHS * size.sales, MONTHS)
        _faults(at, exhibits, year, tmp_path)
        shop.check_balance(at, exhibits, waiting=1)
        assert (_sum(StockMovement), _sum(Sale)) == (kept[0], kept[1] + 1), "only the row that waits came along"


def _sum(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.archived_at.is_(None))) or 0


def _faults(at: shop.Shop, exhibits: list[int], year: list[Month], instance: Path) -> None:
    """What a year is spoiled by: each refused with its reason beside its field, and nothing of it kept."""
    last, shelf = year[-1], queries.stocks_of(exhibits)
    row = queries.exhibit(exhibits[0], user=user())
    more = shelf[row.id].held + 1
    short = f"On {last.last} only {more - 1} are on the shelf."
    assert refusal(services.move, row, MovementInput("returned", more, last.last)) == ("quantity", short)
    taken = refusal(services.move, shop.fresh(exhibits[0]), MovementInput("received", -1, last.last))
    assert taken == ("quantity", "Enter the pieces without a minus: what happened says whether they came or went.")
    late = SaleInput(exhibits[0], last.last + timedelta(days=1), 1, PRICES[0])
    field, why = refusal(services.sell, room(at), late)
    assert field == "day"
    assert why.startswith(rules.FAULTS["after_term"])
    much = SaleInput(exhibits[0], last.last, more, PRICES[0] * more)
    assert refusal(services.sell, room(at), much) == ("quantity", rules.FAULTS["more_than_shelf"])
    again = SettlementInput(year[3].first, year[3].last, shop.day())
    field, why = refusal(services.draw_up, room(at), again)
    assert (field, why) == ("ends_on", "No reconciled sale of this period is left to settle.")
    sold = queries.sales(SaleFilter(), user=user(), language="ja").rows[0].sale
    assert refusal(services.take_back, queries.sale(sold.id, user=user()))[1].startswith("This sale is settled")
    # 元 and 万元 in one column: the row is kept, waits for a word, and no settlement takes it.
    found = recorded(at, sheet(at, instance, f"{last.last},B-01,ベスト,1,5000000,"), instance)
    assert [tried.fault for tried in found] == ["far_price"]
    assert queries.to_settle(at.showroom, last.last, "CNY") == []
