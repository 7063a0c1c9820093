"""Booth mode on a phone without an account: a lead in a few taps, 200 of them without a network, none lost or twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from crm.booths.models import BoothCapture
from crm.core.database import db, writing
from crm.leads.models import Lead
from crm.products import services as products
from tests import cast
from tests.booths import stall
from tests.cards.pictures import photograph
from tests.contacts import book
from tests.journeys.conftest import PHONE
from tests.journeys.network import Network

MANY = 200
MOST_TAPS = 8
CARD = "\r\n".join(
    [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:王伟",
        "ORG:大洋商贸;国际部",
        "TEL;TYPE=WORK:+86 139 4433 5566",
        "EMAIL:w@example.cn",
        "END:VCARD",
    ]
)


@pytest.fixture
def code(app: Flask) -> str:
    """A fair that carries two products, and a code of it. The first argument of each test: a scene is put back before
    anybody serves the database."""
    with app.app_context():
        fair = stall.fair()
        with writing():
            maker = book.organisation("見附ニット株式会社")
            made = [
                products.make(
                    products.ProductInput({"ja": name, "zh-Hans": name}, maker.id, "knitwear"), by=cast.user()
                )
                for name in ("カーディガン", "セーター")
            ]
            db.session.flush()
            for product in made:
                products.carry(fair, product.id, by=cast.user())
            db.session.commit()
        return stall.code(fair)[1]


def enter(phone: Page, code: str) -> None:
    """By the link of the QR, in the language of the phone."""
    phone.goto(f"/booths/#{code}")
    expect(phone.locator("[name=code]")).to_have_value(code)
    assert code not in phone.url
    phone.locator("[name=name]").fill("金")
    phone.locator("[data-enter] button").tap()
    expect(phone.locator("[data-booth-form]")).to_be_visible()


def ready(phone: Page) -> None:
    """The page is kept: all its languages, style sheet and script."""
    expect(phone.get_by_text("works without a connection from now on")).to_be_visible()


def tap(phone: Page, name: str, value: str) -> None:
    phone.locator(f"label:has([name={name}][value='{value}'])").tap()


def test_a_lead_takes_eight_taps_without_typing(
    code: str, phone: Page, app: Flask, axe: Callable[[Page], None], picture: Callable[..., None], tmp_path: Path
) -> None:
    enter(phone, code)
    ready(phone)
    axe(phone)
    picture(phone, "booth", full_page=True)
    phone.evaluate("window.taps = 0; addEventListener('touchend', () => { window.taps += 1 }, true)")
    card = tmp_path / "card.jpg"
    card.write_bytes(photograph())
    phone.locator("[data-picture]").set_input_files(card)
    for name, value in (
        ("rank", "A"), ("visitor_type", "importer"), ("products", "1"), ("category", "knitwear"),
        ("channel", "own_store"), ("promised", "sample"),
    ):  # fmt: skip
        tap(phone, name, value)
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-sent]")).to_have_text("1 sent")
    assert phone.evaluate("window.taps") + 1 <= MOST_TAPS, "the picture counts one"
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    expect(phone.locator("[name=rank]:checked")).to_have_count(0)
    expect(phone.locator("[data-preview]")).to_be_hidden()
    with app.app_context():
        [lead] = db.session.scalars(select(Lead))
        assert (lead.rank, lead.visitor_type, lead.channel, lead.category) == ("A", "importer", "own_store", "knitwear")
        assert lead.interest == "カーディガン"
        [sent] = db.session.scalars(select(BoothCapture))
        assert sent.card_id is not None
        assert not sent.may_store


def test_200_leads_without_a_network_arrive_once_and_in_order(
    code: str, open_page: Callable[..., Page], app: Flask, network: Network, picture: Callable[..., None]
) -> None:
    """The browser is closed in between, and the connection drops three times, each time after a lead was saved."""
    phone = open_page(**PHONE)
    enter(phone, code)
    ready(phone)
    network.up = False
    phone.goto("/booths/1/?lang=en")
    capture(phone, 1, MANY // 2)
    expect(phone.locator("[data-waiting]")).to_have_text(f"{MANY // 2} waiting")
    again = phone.context.new_page()
    phone.close()
    again.goto("/booths/#again")
    expect(again.locator("[data-waiting]")).to_have_text(f"{MANY // 2} waiting")
    capture(again, MANY // 2 + 1, MANY)
    expect(again.locator("[data-waiting]")).to_have_text(f"{MANY} waiting")
    picture(again, "booth-waiting", full_page=True)
    left = MANY
    for answers in (60, 60, 40):
        network.drop_after(answers)
        again.evaluate("document.querySelector('[data-send-now]').click()")
        left -= answers
        expect(again.locator("[data-waiting]")).to_have_text(f"{left} waiting")
    network.drop_after(MANY)
    again.evaluate("document.querySelector('[data-send-now]').click()")
    expect(again.locator("[data-sent]")).to_have_text(f"{MANY} sent")
    expect(again.locator("[data-waiting]")).to_be_hidden()
    with app.app_context():
        names = db.session.scalars(select(Lead.raw_name).order_by(Lead.id)).all()
    assert names == [f"来場者{number:03}" for number in range(1, MANY + 1)]


def capture(phone: Page, first: int, last: int) -> None:
    """As many leads as fast as the page takes them: it empties its form when one is kept."""
    phone.evaluate(
        """async ([first, last]) => {
          const form = document.querySelector("[data-booth-form]"), name = form.elements.raw_name;
          for (let number = first; number <= last; number += 1) {
            name.value = `来場者${String(number).padStart(3, "0")}`;
            form.requestSubmit();
            while (name.value) await new Promise((resolve) => { setTimeout(resolve, 0); });
          }
        }""",
        [first, last],
    )


def test_a_lead_that_the_server_refuses_is_kept_and_corrected(code: str, phone: Page, app: Flask) -> None:
    enter(phone, code)
    ready(phone)
    phone.locator("summary").tap()
    phone.locator("[name=raw_name]").evaluate(
        "field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(300); }"
    )
    tap(phone, "rank", "B")
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-booth-list]")).to_contain_text("Full name")
    phone.locator("[data-correct]").tap()
    expect(phone.locator("[name=rank][value=B]")).to_be_checked()
    phone.locator("[name=raw_name]").fill("王伟")
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-sent]")).to_have_text("1 sent")
    expect(phone.locator("[data-some]")).to_be_hidden()
    with app.app_context():
        assert db.session.scalars(select(Lead.raw_name)).all() == ["王伟"]


def test_a_picture_that_nobody_can_read_stays_on_the_phone_with_its_lead(
    code: str, phone: Page, app: Flask, tmp_path: Path
) -> None:
    enter(phone, code)
    ready(phone)
    heic = tmp_path / "card.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic" + bytes(200))
    phone.locator("[data-picture]").set_input_files(heic)
    expect(phone.locator("#messages")).to_contain_text("This browser cannot read the picture.")
    tap(phone, "rank", "B")
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-booth-list]")).to_contain_text("HEIC")
    expect(phone.locator("[data-sent]")).to_have_text("0 sent")
    phone.locator("[data-correct]").tap()
    expect(phone.locator("[name=rank][value=B]")).to_be_checked()
    card = tmp_path / "card.jpg"
    card.write_bytes(photograph())
    phone.locator("[data-picture]").set_input_files(card)
    expect(phone.locator("[data-preview]")).to_be_visible()
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-sent]")).to_have_text("1 sent")
    with app.app_context():
        [sent] = db.session.scalars(select(BoothCapture))
        assert sent.card_id is not None
        assert sent.told["rank"] == "B"


def test_who_is_half_typed_outlives_a_reload_and_another_language_and_a_correction(
    code: str, phone: Page, app: Flask, tmp_path: Path
) -> None:
    enter(phone, code)
    ready(phone)
    expect(phone.locator("[name=language]:checked")).to_have_count(0)
    refused = phone.locator("[name=raw_name]")
    phone.locator("summary").tap()
    refused.evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(300); }")
    tap(phone, "language", "ko")
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-correct]")).to_be_visible()
    expect(phone.locator("[name=language]:checked")).to_have_count(0)
    card = tmp_path / "card.jpg"
    card.write_bytes(photograph())
    phone.locator("[data-picture]").set_input_files(card)
    expect(phone.locator("[data-preview]")).to_be_visible()
    tap(phone, "rank", "A")
    phone.locator("[name=note]").fill("要样品")
    phone.reload()
    for language in ("zh-Hans", "en"):
        expect(phone.locator("[data-preview]")).to_be_visible()
        expect(phone.locator("[name=rank][value=A]")).to_be_checked()
        expect(phone.locator("[name=note]")).to_have_value("要样品")
        phone.locator(f"[data-language][lang={language}]").tap()
        phone.wait_for_url(f"**/?lang={language}")
    expect(phone.locator("[name=note]")).to_have_value("要样品")
    phone.locator("[data-correct]").tap()
    expect(phone.locator("[name=note]")).to_have_value("")
    phone.locator("[name=raw_name]").fill("金成浩")
    phone.reload()
    expect(phone.locator("[name=raw_name]")).to_have_value("金成浩")
    phone.locator(".onward button").tap()
    expect(phone.locator("[name=note]")).to_have_value("要样品")
    expect(phone.locator("[data-preview]")).to_be_visible()
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-sent]")).to_have_text("2 sent")
    phone.reload()
    ready(phone)
    expect(phone.locator("[name=note]")).to_have_value("")
    with app.app_context():
        assert [(lead.raw_name, lead.language, lead.inquiry) for lead in db.session.scalars(select(Lead))] == [
            ("金成浩", "ko", ""), ("", "", "要样品"),
        ]  # fmt: skip
        sent = db.session.scalars(select(BoothCapture).order_by(BoothCapture.id))
        assert [each.notice_language for each in sent] == ["ko", "en"]


def test_without_a_network_the_fair_and_the_language_asked_for_are_opened_and_the_other_fair_is_told(
    code: str, open_page: Callable[..., Page], app: Flask, network: Network
) -> None:
    with app.app_context():
        other = stall.code(stall.fair(names={"ja": "別の展示会", "ko": "다른 박람회"}))[1]
    phone = open_page(**PHONE | {"locale": "zh-CN"})
    for each in (code, other):
        enter(phone, each)
        expect(phone.locator("[data-check=ready]")).to_be_visible()
    network.up = False
    phone.goto("/booths/?fair=1#again")
    expect(phone.locator("body")).to_have_attribute("data-booth", "/booths/1/")
    expect(phone.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(phone.locator("[data-elsewhere]")).to_be_hidden()
    capture(phone, 1, 2)
    expect(phone.locator("[data-waiting]")).to_be_visible()
    phone.goto("/booths/?fair=2&lang=ko#again")
    expect(phone.locator("body")).to_have_attribute("data-booth", "/booths/2/")
    expect(phone.locator("html")).to_have_attribute("lang", "ko")
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    elsewhere = phone.locator("[data-elsewhere] a")
    expect(elsewhere).to_have_text("延吉商品展 (2)")
    elsewhere.tap()
    expect(phone.locator("body")).to_have_attribute("data-booth", "/booths/1/")
    expect(phone.locator("[data-waiting]")).to_be_visible()


def test_nothing_at_all_is_no_lead(code: str, phone: Page, app: Flask) -> None:
    enter(phone, code)
    ready(phone)
    tap(phone, "rank", "A")
    phone.locator(".onward button").tap()
    expect(phone.locator("#messages")).to_contain_text("Take a picture of the card")
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    phone.locator("[name=note]").fill("要样品")
    expect(phone.locator("#messages [data-toast]")).to_have_count(0)
    phone.locator(".onward button").tap()
    expect(phone.locator("#messages")).to_contain_text("has been sent")
    phone.locator(".onward button").tap()
    expect(phone.locator("#messages [data-toast]")).to_have_count(1)


def test_the_browser_inside_wechat_is_told_how_to_get_out(code: str, open_page: Callable[..., Page]) -> None:
    inside: dict[str, Any] = PHONE | {"user_agent": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0"}
    phone = open_page(**inside)
    phone.goto(f"/booths/#{code}")
    expect(phone.get_by_text("Open in browser")).to_be_visible()


def test_a_code_in_the_picture_fills_in_the_contact_and_one_that_is_none_says_so(
    code: str, phone: Page, tmp_path: Path
) -> None:
    """Chromium on Linux reads no codes: what it would find is put in its place."""
    phone.add_init_script(
        "window.BarcodeDetector = class { detect() { return [{rawValue: window.said}]; } }; window.said = "
        + json.dumps(CARD)
    )
    enter(phone, code)
    ready(phone)
    card = tmp_path / "card.jpg"
    card.write_bytes(photograph())
    phone.locator("[data-picture]").set_input_files(card)
    expect(phone.locator("[name=raw_name]")).to_have_value("王伟")
    expect(phone.locator("[name=raw_organisation]")).to_have_value("大洋商贸 国际部")
    expect(phone.locator("[name=raw_contact]")).to_have_value("+86 139 4433 5566, w@example.cn")
    phone.evaluate("window.said = 'https://example.cn/promo'")
    phone.locator("[data-picture]").set_input_files(card)
    expect(phone.locator("#messages")).to_contain_text("is no contact")
    expect(phone.locator("#messages")).not_to_contain_text("has been filled in")
    expect(phone.locator("[name=note]")).to_have_value("https://example.cn/promo")


def test_no_target_is_smaller_than_a_thumb_and_nothing_scrolls_sideways(
    code: str, open_page: Callable[..., Page]
) -> None:
    for width, scheme, language in ((360, "dark", "ja"), (390, "light", "ko"), (360, "light", "zh-Hans")):
        phone = open_page(**PHONE | {"viewport": {"width": width, "height": 780}, "color_scheme": scheme})
        enter(phone, code)
        phone.goto(f"/booths/1/?lang={language}")
        small = phone.evaluate(
            """[...document.querySelectorAll("a, button, summary, label:has(input), textarea, input.input")]
              .map((each) => [each, each.getBoundingClientRect()])
              .filter(([each, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
              .map(([each]) => each.outerHTML.slice(0, 120))"""
        )
        assert small == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= width
