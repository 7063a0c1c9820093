"""Leads that name exhibits: recorded at an exhibit, named on both pages, found in the list, by whoever may see them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.leads import queries as leads
from crm.leads import services as lead_services
from crm.leads.models import AskedProduct, Lead
from crm.leads.services import LeadInput
from crm.showrooms import contents, queries, services
from crm.showrooms.models import AskedExhibit, Showroom
from crm.showrooms.queries.asked import exhibit_ids
from crm.showrooms.services import InquiryInput
from tests.booths import stall
from tests.cast import csrf_token, sign_in, user
from tests.contacts.pages import opened, text
from tests.missions import voyage
from tests.products.test_products import made as product
from tests.showrooms import shop


def running() -> int:
    """The activity that runs the showroom of the shop."""
    made = voyage.mission(type="showroom_operation", names={"ja": "延吉展示場の運営"})
    with writing():
        row = db.session.scalars(select(Showroom)).first()
        assert row is not None
        whole = queries.one(row.id, user=user())
        content = services.ShowroomInput(
            {name.language: name.text for name in whole.names}, whole.operator_id, whole.place_id, status="open",
            activity_id=made.id,
        )  # fmt: skip
        services.change(whole, content, by=user())
        db.session.commit()
    return made.id


def asked(exhibit: int, activity: int, **said: Any) -> Lead:
    """A lead recorded at an exhibit."""
    told: dict[str, Any] = {"day": here.today(), "raw_name": "崔明姬", "inquiry": "有S码吗"} | said
    content = InquiryInput(activity, **told)
    with writing():
        [line] = queries.exhibit_lines([queries.exhibit(exhibit, user=user())], "zh-Hans")
        made = services.record_inquiry(line, content, by=user())
        db.session.commit()
    return leads.one(made.id, user=user())


@pytest.fixture
def at(app: Flask) -> Any:
    """A shop in an application context."""
    with app.app_context():
        yield shop.shop()


def test_an_inquiry_at_an_exhibit_is_a_lead_of_the_running_with_exhibit_product_maker_and_category(
    at: shop.Shop,
) -> None:
    activity = running()
    made = asked(at.exhibit, activity, wanted_quantity="30件")
    assert (made.activity_id, made.our_organisation_id, made.category) == (activity, at.maker, "knitwear")
    assert (made.interest, made.inquiry, made.wanted_quantity) == ("羊绒混纺毛衣", "有S码吗", "30件")
    assert [row.product_id for row in leads.asked(made.id)] == [at.product]
    assert exhibit_ids(made.id) == {at.exhibit}
    earlier = asked(at.exhibit, activity, raw_name="朴", day=here.today() - timedelta(days=3))
    assert here.day_alone(earlier.captured_at) == here.today() - timedelta(days=3)


def test_a_day_to_come_and_a_lead_without_anybody_are_refused_beside_their_field(at: shop.Shop) -> None:
    activity = running()
    for said, field in (
        ({"day": here.today() + timedelta(days=1)}, "day"),
        ({"day": None}, "day"),
        ({"raw_name": ""}, "raw_name"),
        ({"activity_id": None}, "activity_id"),
    ):
        content = replace(InquiryInput(activity, here.today(), raw_name="朴"), **said)
        [line] = queries.exhibit_lines([queries.exhibit(at.exhibit, user=user())], "ja")
        with writing(), pytest.raises(Refused) as refusal:
            services.record_inquiry(line, content, by=user())
        assert refusal.value.field == field
        db.session.rollback()
    assert db.session.scalar(select(func.count(Lead.id))) == 0


@pytest.mark.both
def test_the_list_finds_the_leads_of_an_exhibit_a_product_and_a_showroom_and_no_others(at: shop.Shop) -> None:
    activity = running()
    other_product = product(at.maker, names={"ja": "ベスト"}).id
    other = shop.exhibit(at.showroom, other_product, code="B-01").id
    far = shop.exhibit(shop.showroom(at.operator).id, at.product, code="A-01").id
    mine, its, theirs = (asked(id, activity, raw_name=str(id)) for id in (at.exhibit, other, far))

    def found(**wanted: Any) -> set[int]:
        return {row.id for row in leads.leads(leads.Filter(**wanted), user=user()).rows}

    assert found(exhibit=at.exhibit) == {mine.id}
    assert found(product=at.product) == {mine.id, theirs.id}
    assert found(showroom=at.showroom) == {mine.id, its.id}
    page = leads.leads(leads.Filter(exhibit=other), user=user(), parts=("products", "exhibits"), language="ja")
    assert [[name.text for name in row.products] for row in page.rows] == [["ベスト"]]
    assert [[name.text for name in row.exhibits] for row in page.rows] == [["ベスト · B-01"]]
    assert leads.leads(leads.Filter(), user=user()).rows[0].exhibits == (), "what no column shows is not asked for"
    seen = leads.visible_to(user())
    assert {id for id, _name in leads.exhibits(seen, user=user(), language="ja")} == {at.exhibit, other, far}
    assert {id for id, _name in leads.asked_products(seen, user=user(), language="ja")} == {at.product, other_product}


def test_whoever_sees_none_of_these_leads_learns_of_no_exhibit_that_was_asked_about(at: shop.Shop) -> None:
    made, leader = asked(at.exhibit, running()), user(Role.MISSION_LEADER)
    assert not leads.leads(leads.Filter(exhibit=at.exhibit), user=leader).rows
    seen = leads.visible_to(leader)
    assert leads.exhibits(seen, user=leader, language="ja") == []
    assert leads.showrooms(seen, user=leader, language="ja") == []
    assert leads.asked_products(seen, user=leader, language="ja") == []
    assert queries.leads_of(at.exhibit, user=leader, size=8).total_capped == "0"
    assert made.id


@pytest.mark.both
def test_what_a_lead_asked_about_is_written_anew_as_one_set_and_its_version_moves(at: shop.Shop) -> None:
    activity = running()
    vest = product(at.maker, names={"ja": "ベスト"}).id
    other = shop.exhibit(at.showroom, vest, code="B-01").id
    made, untouched = asked(at.exhibit, activity), asked(at.exhibit, activity, raw_name="朴")
    before = made.version

    def say(exhibits: list[int], products: list[int]) -> None:
        with writing():
            services.ask_about(leads.one(made.id, user=user()), exhibit_ids=exhibits, product_ids=products, by=user())
            db.session.commit()

    say([other], [])
    assert (exhibit_ids(made.id), {row.product_id for row in leads.asked(made.id)}) == ({other}, {vest})
    assert leads.one(made.id, user=user()).version > before
    say([], [at.product])
    assert (exhibit_ids(made.id), {row.product_id for row in leads.asked(made.id)}) == (set(), {at.product})
    assert exhibit_ids(untouched.id) == {at.exhibit}
    for exhibits, products, field in (([999], [], "exhibit_ids"), ([], [999], "product_ids")):
        with pytest.raises(Refused) as refusal:
            say(exhibits, products)
        assert refusal.value.field == field
        db.session.rollback()
    kept = version = leads.one(made.id, user=user()).version
    say([], [at.product])
    assert leads.one(made.id, user=user()).version == kept == version, "nothing changed"


def test_an_exhibit_of_the_archive_stays_named_and_is_offered_to_no_other_lead(at: shop.Shop) -> None:
    activity = running()
    vest = shop.exhibit(at.showroom, product(at.maker, names={"ja": "ベスト"}).id, code="B-01").id
    made, other = asked(vest, activity), asked(at.exhibit, activity, raw_name="朴")
    with writing():
        services.put_away(queries.exhibit(vest, user=user()), by=user())
        services.ask_about(leads.one(made.id, user=user()), exhibit_ids=[at.exhibit], product_ids=[], by=user())
        db.session.commit()
    assert exhibit_ids(made.id) == {vest, at.exhibit}
    offered = queries.choices(leads.one(other.id, user=user()), user=user(), language="ja")
    assert [id for id, _name in offered.exhibits] == [at.exhibit]
    assert [item.exhibit.id for item in queries.asked_about(made, user=user(), language="ja").exhibits] == [at.exhibit]


def test_a_lead_of_another_activity_is_offered_no_exhibit(at: shop.Shop) -> None:
    running()
    with writing():
        made = lead_services.capture(LeadInput(voyage.mission().id, raw_name="李"), by=user())
        db.session.commit()
    offered = queries.choices(leads.one(made.id, user=user()), user=user(), language="ja")
    assert (offered.exhibits, offered.products) == ([], [])


# ------------------------------------------------------------------ pages


def test_the_form_of_an_exhibit_makes_the_lead_and_both_pages_name_each_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        activity = running()
        vest = shop.exhibit(at.showroom, product(at.maker, names={"ja": "ベスト", "en": "Vest"}).id, code="B-01").id
    sign_in(client)
    path = f"/showrooms/exhibits/{at.exhibit}/inquire"
    data = {"csrf_token": csrf_token(client, path), "raw_name": "", "inquiry": "有S码吗", "activity_id": str(activity)}
    data |= {"day": here_today(app)}
    refused = client.post(path, data=data)
    assert refused.status_code == 422
    assert "有S码吗" in refused.get_data(as_text=True)
    assert client.post(path, data=data | {"raw_name": "崔明姬"}).status_code == 303
    with app.app_context():
        [made] = db.session.scalars(select(Lead.id)).all()
    page = client.get(f"/showrooms/exhibits/{at.exhibit}").get_data(as_text=True)
    assert f'href="/leads/{made}"' in page
    assert f'href="/leads/?exhibit={at.exhibit}"' in page
    assert f'href="/leads/{made}"' not in client.get(f"/showrooms/exhibits/{vest}").get_data(as_text=True)
    panel = client.get(f"/showrooms/panels/leads/{made}").get_data(as_text=True)
    assert f'href="/showrooms/exhibits/{at.exhibit}"' in panel
    assert f'href="/showrooms/exhibits/{vest}"' not in panel
    listed = client.get(f"/leads/?exhibit={at.exhibit}&show=exhibits&show=products").get_data(as_text=True)
    assert f'href="/leads/{made}"' in listed
    assert f'href="/leads/{made}"' not in client.get(f"/leads/?exhibit={vest}").get_data(as_text=True)
    path = f"/showrooms/leads/{made}/asked"
    with app.app_context():
        version = db.session.get_one(Lead, made).version
    sent = {"csrf_token": csrf_token(client, path), "version": str(version), "exhibit_ids": str(vest)}
    assert client.post(path, data=sent).status_code == 303
    with app.app_context():
        assert exhibit_ids(made) == {vest}
    assert client.post(path, data=sent | {"exhibit_ids": "999"}).status_code == 422
    assert "Vest" in text(client, f"/audit/leads/{made}")


def here_today(app: Flask) -> str:
    with app.app_context():
        return here.today().isoformat()


def test_a_reader_who_does_not_see_the_lead_neither_opens_nor_counts_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        made = asked(at.exhibit, running()).id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/showrooms/panels/leads/{made}").status_code == 404
    assert client.get(f"/showrooms/leads/{made}/asked").status_code == 404
    page = client.get(f"/showrooms/exhibits/{at.exhibit}").get_data(as_text=True)
    assert f"/leads/{made}" not in page
    assert "崔明姬" not in page
    sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/showrooms/exhibits/{at.exhibit}/inquire").status_code == 403


def test_products_tapped_at_a_booth_are_named_by_the_lead(at: shop.Shop) -> None:
    fair = stall.fair()
    row, _shown = stall.code(fair)
    phone, _key = stall.phone(row)
    gone = product(at.maker, names={"ja": "ベスト"}).id
    sent = stall.send(phone, "k1", at=stall.clock.now(), raw_name="王", product_ids=[at.product, 999_999])
    assert [each.product_id for each in leads.asked(sent.lead_id or 0)] == [at.product]
    assert db.session.scalar(select(func.count(AskedProduct.id))) == 1
    assert db.session.scalar(select(func.count(AskedExhibit.id))) == 0
    assert gone


def test_an_inquiry_is_offered_the_running_of_a_showroom_and_no_fair_by_default(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = shop.shop()
    sign_in(client)
    page = text(client, f"/showrooms/exhibits/{at.exhibit}/inquire")
    assert "The running of this showroom is not chosen" in page
    assert f"/showrooms/{at.showroom}/edit" in page
    assert "type=showroom_operation" in page
    assert opened(client, f"/showrooms/exhibits/{at.exhibit}/inquire", "wanted_quantity")["activity_id"] == ""


def test_the_label_of_barred_goods_has_no_price(app: Flask) -> None:
    with app.test_request_context():
        at = shop.shop()
        rows = queries.shelf(at.showroom, user=user(), language="ja")
        assert "1,130" in contents.labels(rows, lambda _product: "")
        barred = contents.labels(rows, lambda _product: "", {at.product})
        assert ("1,130" in barred, "Not for sale: import barred" in barred) == (False, True)
