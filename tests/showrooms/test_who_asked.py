"""Who asked about a product, what is on the shelf, and what expires before spring."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings.models import Meeting
from crm.negotiations.models import (
    Negotiation,
    NegotiationMeeting,
)
from crm.showrooms import contents, queries
from crm.showrooms.queries import ExhibitFilter
from crm.showrooms.rules import next_spring
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_asked import asked, running
from tests.showrooms.test_uptake import at as at
from tests.showrooms.test_uptake import case


def test_who_asked_tells_leads_cases_and_talks_that_name_a_product_the_latest_first(at: shop.Shop) -> None:
    activity, vest = running(), product(at.maker, names={"ja": "ベスト"}).id
    made = asked(at.exhibit, activity, raw_name="店", day=shop.day(30))
    named = case(at, days=20)
    grown = case(at, days=10, products=(), lead=made.id)
    case(at, days=5, products=(vest,))
    with writing():
        with action(SET_UP, by=None):
            firm = db.session.get_one(Negotiation, named).counterpart_id
            talks = [
                Meeting(
                    organisation_id=firm, starts_at=here.noon(shop.day(days)), timezone="Asia/Shanghai",
                    held_on=shop.day(days), products=said,
                )
                for days, said in ((15, ""), (12, "羊绒混纺毛衣、围巾"), (11, "围巾"))
            ]  # fmt: skip
            db.session.add_all(talks)
            db.session.flush()
            db.session.add(NegotiationMeeting(negotiation_id=named, meeting_id=talks[0].id))
        db.session.commit()
    found = queries.who_asked(at.product, user=user(), language="ja")
    assert [(row.kind, row.id) for row in found] == [
        ("negotiations", grown), ("meetings", talks[1].id), ("meetings", talks[0].id), ("negotiations", named),
        ("leads", made.id),
    ]  # fmt: skip
    assert [row.day for row in found] == sorted((row.day for row in found), reverse=True)
    assert all(row.state for row in found)
    assert queries.who_asked(vest, user=user(Role.MISSION_LEADER), language="ja") == []
    assert queries.who_asked(at.product, user=user(Role.MISSION_LEADER), language="ja") == []


def test_goods_of_a_talk_that_only_hold_a_name_are_shown_apart_as_a_guess(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        knit = product(at.maker, names={"ja": "ニット", "en": "Knit"}).id
        other = book.organisation("見附織物", "ja", country="JP").id
        twins = [product(maker, names={"ja": "ベスト"}).id for maker in (at.maker, other)]
        with writing():
            with action(SET_UP, by=None):
                firm = book.organisation("吉林百货", "zh-Hans", country="CN").id
                talks = [
                    Meeting(
                        organisation_id=firm, starts_at=here.noon(shop.day(days)), timezone="Asia/Shanghai",
                        held_on=shop.day(days), products=said,
                    )
                    for days, said in ((9, "サマーニット"), (8, "帽子／ニット"), (7, "KNIT, caps"), (6, "ベスト"))
                ]  # fmt: skip
                db.session.add_all(talks)
            db.session.commit()
        loose, whole, english, vest = (talk.id for talk in talks)

        def told(product_id: int) -> dict[int, bool]:
            found = queries.who_asked(product_id, user=user(), language="ja")
            return {row.id: row.is_guess for row in found}

        assert told(knit) == {english: False, whole: False, loose: True}
        assert [told(id) for id in twins] == [{vest: True}] * 2, "two products are called so"
    sign_in(client)
    page = client.get(f"/showrooms/products/{knit}/asked").get_data(as_text=True)
    certain, _, guessed = page.partition('id="guessed"')
    assert f'href="/meetings/{loose}"' not in certain
    assert f'href="/meetings/{loose}"' in guessed
    assert f'href="/meetings/{whole}"' in certain


def test_whoever_sees_a_part_is_told_so_where_who_asked_is_counted_and_at_the_head_of_the_paper(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
        asked(at.exhibit, running())
    reader = app.test_client()
    sign_in(client)
    sign_in(reader, Role.MISSION_LEADER)
    for path in (f"/showrooms/exhibits/{at.exhibit}", f"/showrooms/products/{at.product}/asked"):
        page = reader.get(path).get_data(as_text=True)
        assert "Nobody has asked about it yet." not in page
        assert "You may see nobody who has asked about it." in page
        assert "You may see" not in client.get(path).get_data(as_text=True)
    with app.test_request_context():
        room = queries.one(at.showroom, user=user())
        whole, partly = (
            contents.report(room, shop.day(200), shop.day(0), user=user(role))
            for role in (Role.COORDINATOR, Role.MISSION_LEADER)
        )
        name = user(Role.MISSION_LEADER).display_name
    assert f"{name}が閲覧できるものだけを数え、載せています。" in partly[: partly.index("<h2>")]
    assert "閲覧できるものだけを数え" not in whole


def test_one_press_tells_who_asked_on_product_and_exhibit(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        made = asked(at.exhibit, running()).id
        second = shop.exhibit(at.showroom, at.product, code="A-02").id
    sign_in(client)
    page = client.get(f"/showrooms/exhibits/{at.exhibit}").get_data(as_text=True)
    assert f'href="/showrooms/exhibits/{at.exhibit}/asked"' in page
    panel = client.get(f"/showrooms/panels/products/{at.product}").get_data(as_text=True)
    assert f'href="/showrooms/products/{at.product}/asked"' in panel
    for path, there in (
        (f"/showrooms/products/{at.product}/asked", True),
        (f"/showrooms/exhibits/{at.exhibit}/asked", True),
        (f"/showrooms/exhibits/{second}/asked", False),
    ):
        assert (f'href="/leads/{made}"' in client.get(path).get_data(as_text=True)) is there
    reader = app.test_client()
    sign_in(reader, Role.MISSION_LEADER)
    assert f"/leads/{made}" not in reader.get(f"/showrooms/products/{at.product}/asked").get_data(as_text=True)


def test_spring_begins_on_the_first_of_march_that_comes_next() -> None:
    assert next_spring(date(2026, 11, 27)) == date(2027, 3, 1)
    assert next_spring(date(2027, 2, 28)) == date(2027, 3, 1)
    assert next_spring(date(2027, 3, 1)) == date(2028, 3, 1)


@pytest.mark.both
def test_what_expires_before_a_day_is_told_by_what_is_left_on_the_shelf(at: shop.Shop) -> None:
    soon, later = (shop.exhibit(at.showroom, at.product, code=code).id for code in ("E-1", "E-2"))
    gone = shop.exhibit(at.showroom, at.product, code="E-3").id
    day = here.today() + timedelta(days=60)
    for id, expires in ((soon, day - timedelta(days=1)), (later, day), (gone, day - timedelta(days=1))):
        shop.moved(id, "received", 3, before=20, expires_on=expires)
    shop.moved(gone, "given", 3, before=1)

    def found(**wanted: Any) -> set[int]:
        page = queries.exhibits(ExhibitFilter(**wanted), user=user(), language="ja")
        return {line.exhibit.id for line in page.rows}

    assert found(before=day) == {soon}
    assert found(before=day + timedelta(days=1)) == {soon, later}
    assert found(shelf=True) == {at.exhibit, soon, later}


def test_shelf_and_spring_are_one_press_from_showroom_list_and_maker(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, spring = shop.shop(), next_spring(here.today())
    sign_in(client)
    for page, narrowed in (
        (f"/showrooms/{at.showroom}", f"showroom={at.showroom}"),
        (f"/showrooms/panels/organisations/{at.maker}", f"maker={at.maker}"),
    ):
        told = client.get(page).get_data(as_text=True)
        assert f'href="/showrooms/exhibits/?shelf=yes&amp;{narrowed}"' in told
        assert f'href="/showrooms/exhibits/?before={spring}&amp;{narrowed}"' in told
    assert f'href="/showrooms/exhibits/?before={spring}"' in client.get("/showrooms/exhibits/").get_data(as_text=True)
    listed = client.get(f"/showrooms/exhibits/?shelf=yes&maker={at.maker}").get_data(as_text=True)
    assert f'href="/showrooms/exhibits/{at.exhibit}"' in listed
