"""From the label of an exhibit to a lead: a visitor asks on the public page, and the office takes the question over."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from crm.core.database import db, writing
from crm.leads.models import Lead
from crm.products import queries as products
from crm.products import services as goods
from crm.showrooms.models import ProductInquiry, Showroom
from crm.showrooms.queries.asked import exhibit_ids
from tests.cast import user
from tests.showrooms import shop
from tests.showrooms.test_asked import running
from tests.showrooms.test_goods import changed


@pytest.fixture
def asking(app: Flask) -> tuple[shop.Shop, str]:
    """A showroom that takes questions, and the address behind the code on the label of its sweater."""
    with app.app_context():
        at = shop.shop()
        running()
        changed(Showroom, inquiries_owner_id=user().id)
        with writing():
            product = products.one(at.product, user=user())
            goods.publish(product, by=user())
            db.session.commit()
            return at, f"/showrooms/goods/{product.public_key}"


def test_a_visitor_asks_behind_the_label_and_the_office_takes_it_as_a_lead_of_the_exhibit(
    asking: tuple[shop.Shop, str], page: Page, phone: Page, app: Flask, enter: Callable[..., None],
    axe: Callable[[Page], None], picture: Callable[..., None],
) -> None:  # fmt: skip
    at, address = asking
    phone.goto(f"{address}?lang=zh-Hans")
    phone.get_by_role("link", name="咨询此产品").click()
    axe(phone)
    picture(phone, "public-inquiry", full_page=True)
    expect(phone.locator("[name=may_store]")).not_to_be_checked()
    expect(phone.locator("[name=may_share]")).not_to_be_checked()
    phone.locator("[name=question]").fill("毛衣有S码吗？")
    phone.locator("[name=name]").fill("崔明姬")
    phone.locator("main button[type=submit]").click()
    expect(phone.locator("#errors")).to_be_visible()
    expect(phone.locator("[name=question]")).to_have_value("毛衣有S码吗？")
    phone.locator("[name=may_store]").check()
    phone.locator("main button[type=submit]").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("感谢您的咨询")
    assert phone.context.cookies() == []
    with app.app_context():
        assert len(db.session.scalars(select(ProductInquiry)).all()) == 1

    enter(page)
    page.goto(f"/showrooms/{at.showroom}")
    page.get_by_role("link", name="1 inquiry from a public page waits").click()
    axe(page)
    page.get_by_role("link", name="Take as a lead").click()
    axe(page)
    page.locator("[name=rank]").select_option("B")
    page.get_by_role("button", name="Take as a lead").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("崔明姬")
    expect(page.locator("#asked")).to_contain_text("毛衣有S码吗？")
    page.locator("#asked a.main").click()
    expect(page.locator("#leads")).to_contain_text("崔明姬")
    with app.app_context():
        [lead] = db.session.scalars(select(Lead)).all()
        assert exhibit_ids(lead.id) == {at.exhibit}
