"""Products: what their sheets may say, how they are found, and what an activity carries."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.activities import queries as activities
from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.products import queries, rules, services
from crm.products.models import Product
from crm.products.queries import Filter
from crm.products.services import ProductInput
from tests.cast import user
from tests.contacts import book
from tests.missions import voyage
from tests.tags.test_tags import statements

pytestmark = pytest.mark.both

SWEATER = {"ja": "カシミヤ混セーター", "zh-Hans": "羊绒混纺毛衣"}


def made(maker: int, **content: Any) -> Product:
    with writing():
        given: dict[str, Any] = {"names": SWEATER, "maker_id": maker, "category": "knitwear"} | content
        product = services.make(ProductInput(**given), by=user())
        db.session.commit()
    return product


def carry(activity_id: int, *product_ids: int) -> None:
    with writing():
        activity = voyage.fresh_in(activity_id)
        for id in product_ids:
            services.carry(activity, id, by=user())
        db.session.commit()


@pytest.fixture
def maker(app: Flask) -> int:
    with app.app_context():
        voyage.load_places()
        return book.organisation("丸直ニット株式会社", "ja", country="JP").id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names": {"ja": ""}}, "name_ja"),
        ({"maker_id": None}, "maker_id"),
        ({"maker_id": 99999}, "maker_id"),
        ({"category": "weapons"}, "category"),
        ({"status": "lost"}, "state"),
        ({"price_tier": "cheap"}, "price_tier"),
        ({"moq_unit": "heap"}, "moq_unit"),
        ({"storage": "moon"}, "storage"),
        ({"hs_heading": "611"}, "hs_heading"),
        ({"hs_heading": "６１１０"}, "hs_heading"),
        ({"hs_heading": "0010"}, "hs_heading"),
        ({"moq": 0}, "moq"),
        ({"lead_time_days": -1}, "lead_time_days"),
        ({"shelf_life_days": 9999}, "shelf_life_days"),
        ({"origin_place_id": "city"}, "origin_place_id"),
    ],
)
@pytest.mark.once
def test_a_sheet_that_cannot_be_is_refused(app: Flask, maker: int, changes: dict[str, Any], field: str) -> None:
    with app.app_context():
        if changes.get("origin_place_id") == "city":
            changes = {"origin_place_id": book.place(voyage.MITSUKE).id}
        with pytest.raises(Refused) as refused:
            made(maker, **changes)
        assert refused.value.field == field
        assert db.session.scalar(select(func.count()).select_from(Product)) == 0


def test_products_are_found_by_every_name_maker_and_heading(app: Flask, maker: int) -> None:
    with app.app_context():
        origin = book.place("15000").id
        sweater = made(maker, hs_heading="6110", price_tier="premium", origin_place_id=origin).id
        vest = made(maker, names={"en": "Knit vest"}, sample_available=True).id

        def found(**wanted: Any) -> list[int]:
            return [line.product.id for line in queries.products(Filter(**wanted), user=user(), language="ja").rows]

        assert set(found()) == {sweater, vest}
        assert found(q="羊绒") == found(q="6110") == found(tier=["premium"]) == [sweater]
        assert found(q="KNIT VEST") == found(samples=True) == [vest]
        assert set(found(maker=maker)) == {sweater, vest}
        with writing():
            audit.archive(queries.one(vest, user=user()), rules.ARCHIVED, by=user())
            db.session.commit()
        assert found() == [sweater]


def test_an_activity_carries_products_in_an_order_of_its_own(app: Flask, maker: int) -> None:
    with app.app_context():
        mission = voyage.mission().id
        first, second, third = (made(maker, names={"ja": f"品{n}"}).id for n in range(3))
        before = activities.one(mission, user=user()).version
        carry(mission, first, second, third)
        assert activities.one(mission, user=user()).version > before
        with pytest.raises(Refused):
            carry(mission, first)
        assert queries.addable(mission, user=user(), language="ja") == []

        def order() -> list[int]:
            return [product.id for product in queries.carried(mission, user=user())]

        with writing():
            audit.archive(queries.one(second, user=user()), rules.ARCHIVED, by=user())
            activity = voyage.fresh_in(mission)
            services.move(activity, third, down=False, by=user())  # over the archived one, too
            services.move(activity, third, down=False, by=user())  # at the top nothing happens
            db.session.commit()
        assert order() == [third, first]
        with writing():
            services.move(voyage.fresh_in(mission), third, down=True, by=user())
            services.leave(voyage.fresh_in(mission), first, by=user())
            db.session.commit()
        assert order() == [third]
        with pytest.raises(NotVisible):
            services.leave(voyage.fresh_in(mission), first, by=user())
        with pytest.raises(NotVisible):
            queries.carried(mission, user=user(Role.MISSION_LEADER, email="other@example.jp"))


@pytest.mark.once
def test_ten_products_cost_as_many_queries_as_two(app: Flask, maker: int) -> None:
    with app.app_context():
        mission, reader = voyage.mission().id, user()

        def read() -> int:
            db.session.expunge_all()
            return statements(
                lambda: (
                    queries.products(Filter(), user=reader, language="ja"),
                    queries.carried(mission, user=reader),
                )
            )

        carry(mission, *(made(maker).id for _ in range(2)))
        few = read()
        carry(mission, *(made(maker).id for _ in range(8)))
        assert read() == few
