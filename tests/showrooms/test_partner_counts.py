"""The partner's count of the shelf: without the book, a claim until a coordinator takes it over or refuses it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.showrooms import queries, services
from crm.showrooms.models import Exhibit, PartnerCount, StockMovement
from crm.showrooms.services import Count
from crm.tasks.models import Task
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.showrooms import shop
from tests.showrooms.partner import DOOR, Asked, come_in, count, link, number
from tests.showrooms.partner import asked as asked  # the fixture
from tests.showrooms.test_sales import sold


def test_the_partner_counts_without_the_book_and_a_coordinator_takes_it_over_with_causes(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    shown = asked.shop.exhibit
    come_in(client, asked.code)
    assert count(client, **{f"quantity_{shown}": "31"}).status_code == 303
    assert count_is_closed(client)
    with app.app_context():
        assert shop.held(shown) == 34, "a claim moves nothing"
        task = db.session.scalars(select(Task)).one()
        assert (task.owner_id, task.status) == (user().id, "open")
    sign_in(client)
    assert "/showrooms/counts/1" in text(client, f"/showrooms/{asked.shop.showroom}")
    page = text(client, "/showrooms/counts/1")
    assert all(told in page for told in ("朴美玉", ">31<", ">34<", "−3"))
    form = opened(client, "/showrooms/counts/1", f"cause_{shown}")
    assert client.post("/showrooms/counts/1/take", data=form).status_code == 422
    assert client.post("/showrooms/counts/1/take", data=form | {f"cause_{shown}": "unreported"}).status_code == 303
    again = client.post("/showrooms/counts/1/take", data=form | {f"cause_{shown}": "missing", "form_id": "z"})
    assert again.status_code == 409
    with app.app_context():
        assert shop.held(shown) == 31
        moved = db.session.scalars(select(StockMovement).where(StockMovement.kind == "adjusted")).one()
        assert (moved.quantity, moved.cause) == (-3, "unreported")
        assert db.session.scalars(select(Task.status)).all() == ["done"]
    page = text(client, "/showrooms/counts/1")
    assert all(told in page for told in (">31<", ">34", "−3", "1 differs from the book")), (
        "as it was when it was decided"
    )
    assert "As the book says" not in page
    with app.app_context():
        [line] = queries.count_of(1, user=user()).lines
        kept = (line.book, line.differs_by, line.adjusted, line.cause, line.cause_note)
        assert kept == (34, -3, -3, "unreported", "")
    assert "Count of the local partner taken over" in text(client, f"/audit/showrooms/{asked.shop.showroom}")


def count_is_closed(client: FlaskClient) -> bool:
    return "quantity_" not in text(client, f"{DOOR}1/shelf")


def test_a_count_that_is_not_taken_over_keeps_its_reason_and_moves_nothing(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    count(client, **{f"quantity_{asked.shop.exhibit}": "0"})
    sign_in(client)
    form = opened(client, "/showrooms/counts/1", "reason")
    assert client.post("/showrooms/counts/1/refuse", data=form).status_code == 422
    assert client.post("/showrooms/counts/1/refuse", data=form | {"reason": "棚が違う"}).status_code == 303
    page = text(client, "/showrooms/counts/1")
    assert all(told in page for told in ("棚が違う", "−34", "Not taken over"))
    with app.app_context():
        assert shop.held(asked.shop.exhibit) == 34
        with pytest.raises(Refused), writing():
            services.take_count(queries.count_of(1, user=user()), {}, by=user())


@pytest.mark.parametrize("said", [{}, {"name": ""}, {"quantity": "-1"}, {"quantity": "many"}])
def test_a_count_of_nothing_by_nobody_or_below_nothing_is_refused(
    app: Flask, client: FlaskClient, asked: Asked, said: dict[str, str]
) -> None:
    come_in(client, asked.code)
    typed = {f"quantity_{asked.shop.exhibit}" if name == "quantity" else name: value for name, value in said.items()}
    if "name" in typed:
        typed[f"quantity_{asked.shop.exhibit}"] = "3"
    assert count(client, **typed).status_code in (409, 422)
    assert number(app, PartnerCount) == 0


def test_what_stands_in_another_showroom_is_not_counted(app: Flask, client: FlaskClient, asked: Asked) -> None:
    with app.app_context():
        elsewhere = shop.showroom(asked.shop.operator, names={"ja": "図們展示場"}).id
        other = shop.exhibit(elsewhere, asked.shop.product, code="T-1").id
    come_in(client, asked.code)
    assert "T-1" not in text(client, f"{DOOR}1/shelf")
    assert count(client, **{f"quantity_{other}": "9"}).status_code in (409, 422)
    assert count(client, **{f"quantity_{other}": "9", f"quantity_{asked.shop.exhibit}": "34"}).status_code == 303
    with app.app_context():
        [line] = queries.count_of(1, user=user()).lines
        assert line.exhibit_id == asked.shop.exhibit


def test_causes_of_exhibits_that_were_not_counted_change_nothing(app: Flask, client: FlaskClient, asked: Asked) -> None:
    with app.app_context():
        other = shop.exhibit(asked.shop.showroom, asked.shop.product, code="B-2").id
        shop.moved(other, "received", 5, before=100)
    come_in(client, asked.code)
    count(client, **{f"quantity_{asked.shop.exhibit}": "34"})
    with app.app_context():
        with writing():
            forged = {db.session.get_one(Exhibit, other): Count(1, "missing")}
            assert services.take_count(queries.count_of(1, user=user()), forged, by=user()) == 0
            db.session.commit()
        assert (shop.held(asked.shop.exhibit), shop.held(other)) == (34, 5)


@pytest.mark.parametrize(("pieces", "left"), [(34, 33), (33, 33), (32, 32)])
def test_what_was_sold_later_on_the_day_of_a_count_is_told_and_not_put_back(
    app: Flask, client: FlaskClient, asked: Asked, pieces: int, left: int
) -> None:
    """The book says 34, and 33 once the sale is recorded: nobody knows whether it was before or after the count."""
    shown = asked.shop.exhibit
    come_in(client, asked.code)
    assert count(client, **{f"quantity_{shown}": str(pieces)}).status_code == 303
    with app.app_context():
        day = queries.count_of(1, user=user()).day
        sold(asked.shop, 1, "1130", day=day)
    sign_in(client)
    page = text(client, "/showrooms/counts/1")
    assert "Recorded for this day since the count: −1" in page
    assert (f"cause_{shown}" in page) == (left == 32)
    cause = {f"cause_{shown}": "missing"} if left == 32 else {}
    form = opened(client, "/showrooms/counts/1", f"cause_{shown}" if cause else "version")
    assert client.post("/showrooms/counts/1/take", data=form | cause).status_code == 303
    with app.app_context():
        assert shop.held(shown) == left
    assert "since the count" in text(client, "/showrooms/counts/1")


def test_what_the_office_adjusted_on_the_day_after_the_count_came_is_not_adjusted_again(
    app: Flask, client: FlaskClient, asked: Asked
) -> None:
    come_in(client, asked.code)
    assert count(client, **{f"quantity_{asked.shop.exhibit}": "30"}).status_code == 303
    with app.app_context():
        day = queries.count_of(1, user=user()).day
        with writing():
            services.count({shop.fresh(asked.shop.exhibit): Count(31, "missing")}, day, by=user())
            db.session.commit()
        with writing():
            assert services.take_count(queries.count_of(1, user=user()), {}, by=user()) == 0
            db.session.commit()
        assert shop.held(asked.shop.exhibit) == 31


@pytest.mark.parametrize(("later", "adjusted", "left"), [("taken", 0, 28), ("refused", 1, 30)])
def test_of_two_counts_of_a_day_the_later_one_stands_unless_it_is_refused(
    app: Flask, client: FlaskClient, asked: Asked, later: str, adjusted: int, left: int
) -> None:
    shown = asked.shop.exhibit
    come_in(client, asked.code)
    assert count(client, **{f"quantity_{shown}": "30"}).status_code == 303
    with app.app_context():
        id, code = link(asked.settlement)
    come_in(client, code)
    assert count(client, of_link=id, **{f"quantity_{shown}": "28"}).status_code == 303

    def take(id: int) -> int:
        with writing():
            causes = {shop.fresh(shown): Count(0, "missing")}
            taken = services.take_count(queries.count_of(id, user=user()), causes, by=user())
            db.session.commit()
        return taken

    with app.app_context():
        if later == "refused":
            with writing():
                services.refuse_count(queries.count_of(2, user=user()), "数え間違い", by=user())
                db.session.commit()
        assert take(1) == adjusted
        if later == "taken":
            assert take(2) == 1
        assert shop.held(shown) == left
