"""The partner's one-time link, from the office's press to the count that the office takes over."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from crm.core.database import db
from crm.showrooms import queries
from crm.showrooms.models import PartnerCount
from tests.cast import user
from tests.showrooms import shop
from tests.showrooms.partner import Asked
from tests.showrooms.partner import asked as asked  # the fixture


def test_the_partner_disputes_a_line_and_counts_the_shelf_and_the_office_takes_it_over(
    asked: Asked, page: Page, phone: Page, app: Flask, enter: Callable[..., None], axe: Callable[[Page], None],
    picture: Callable[..., None],
) -> None:  # fmt: skip
    statement = f"/showrooms/settlements/{asked.settlement}"
    enter(page)
    page.goto(f"{statement}#partner")
    page.locator("#partner details:has([name=label]) summary").click()
    page.locator("#partner [name=language]").select_option("zh-Hans")
    page.locator("#partner [name=label]").fill("金部长")
    page.locator("#partner form:has([name=label]) button[type=submit]").click()
    link = page.get_by_label("Link for the partner").input_value()
    assert "#" in link

    phone.goto(link)
    expect(phone.locator("[name=code]")).to_have_value(link.partition("#")[2])
    assert link.partition("#")[2] not in phone.url
    phone.locator("main button[type=submit]").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("结算单")
    axe(phone)
    picture(phone, "partner-statement", full_page=True)
    line = phone.locator(f"li:has([name=line_{asked.sales[1]}])")
    line.locator("summary").click()
    line.locator(f"[name=line_{asked.sales[1]}]").fill("只卖了一件")
    phone.locator("[name=name]").fill("金哲洙")
    phone.locator("[name=verdict][value=disputed]").click()

    expect(phone.get_by_role("status")).to_contain_text("您的答复已收到")
    phone.locator("nav.steps a").last.click()
    expect(phone.locator(f"[name=quantity_{asked.shop.exhibit}]")).to_be_visible()
    assert "34" not in phone.locator("main").inner_text(), "nothing of what the book says"
    axe(phone)
    picture(phone, "partner-shelf", full_page=True)
    phone.locator(f"[name=quantity_{asked.shop.exhibit}]").fill("32")
    phone.locator("[name=name]").fill("朴美玉")
    phone.locator("main form button[type=submit]").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("谢谢")
    phone.goto(link)
    phone.locator("main button[type=submit]").click()
    expect(phone.locator("[name=code]")).to_be_visible()
    expect(phone.locator("#errors")).to_be_visible()

    page.reload()
    expect(page.locator("#partner")).to_contain_text("只卖了一件")
    page.get_by_role("link", name="Count by the partner").click()
    page.locator(f"[name=cause_{asked.shop.exhibit}]").select_option("missing")
    axe(page)
    page.get_by_role("button", name="Take over the count").click()
    page.wait_for_url(f"**/showrooms/{asked.shop.showroom}")
    with app.app_context():
        assert shop.held(asked.shop.exhibit) == 32
        [counted] = db.session.query(PartnerCount)
        assert counted.state == "taken"
        [said] = queries.answers_of(asked.settlement)
        assert {each.sale_id: each.note for each in said.lines} == {asked.sales[1]: "只卖了一件"}
        assert queries.settlement(asked.settlement, user=user()).status == "draft", "a claim changes no figure"
