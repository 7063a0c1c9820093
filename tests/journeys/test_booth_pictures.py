"""Pictures at the booth: QR codes where the browser reads none, and a picture of 20 MB."""

import json
from pathlib import Path

import segno
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from crm.booths.models import BoothCapture
from crm.core.database import db
from tests.cards.pictures import photograph
from tests.journeys.network import Network
from tests.journeys.test_booth import CARD, enter, ready, tap
from tests.journeys.test_booth import code as code  # the fixture

READER = "performance.getEntriesByType('resource').filter(each => each.name.includes('/built/qr.js')).length"


def drawn(path: Path, said: str) -> Path:
    """A picture of a QR code, as a camera would take it of a badge."""
    segno.make(said, error="m", micro=False, encoding="utf-8").save(str(path), kind="png", scale=6, border=6)
    return path


def test_a_browser_that_reads_no_codes_reads_them_by_the_page_also_without_a_network(
    code: str, phone: Page, network: Network, tmp_path: Path
) -> None:
    enter(phone, code)
    ready(phone)
    assert phone.evaluate("'BarcodeDetector' in window") is False, "Chromium on Linux has none"
    assert phone.evaluate(READER) == 1
    expect(phone.locator("[data-check=codes]")).to_be_hidden()
    network.up = False
    phone.reload()
    expect(phone.locator("[data-booth-form]")).to_be_visible()
    phone.locator("[data-picture]").set_input_files(drawn(tmp_path / "badge.png", CARD))
    expect(phone.locator("[name=raw_name]")).to_have_value("王伟")
    expect(phone.locator("[name=raw_organisation]")).to_have_value("大洋商贸 国际部")
    phone.locator("[data-picture]").set_input_files(drawn(tmp_path / "promo.png", "https://example.cn/promo"))
    expect(phone.locator("#messages")).to_contain_text("is no contact")
    network.up = True


def test_a_browser_that_reads_codes_itself_loads_no_reader(code: str, phone: Page) -> None:
    phone.add_init_script(
        "window.BarcodeDetector = class { detect() { return [{rawValue: window.said}]; } }; window.said = "
        + json.dumps(CARD)
    )
    enter(phone, code)
    ready(phone)
    assert phone.evaluate(READER) == 0


def test_a_picture_of_20_mb_is_made_small_or_refused_in_words_and_nothing_is_lost(
    code: str, phone: Page, app: Flask, tmp_path: Path
) -> None:
    enter(phone, code)
    ready(phone)
    phone.locator("[name=note]").fill("价格表")
    tap(phone, "rank", "A")
    huge = tmp_path / "card.heic"
    huge.write_bytes(b"\0\0\0\x18ftypheic" + bytes(20_000_000))
    phone.locator("[data-picture]").set_input_files(huge)
    expect(phone.locator("#messages")).to_contain_text("cannot be made small enough here")
    assert phone.evaluate("document.querySelector('[data-picture]').files.length") == 0
    expect(phone.locator("[name=note]")).to_have_value("价格表")
    expect(phone.locator("[name=rank][value=A]")).to_be_checked()
    large = tmp_path / "card.jpg"
    large.write_bytes(photograph() + bytes(20_000_000))
    phone.locator("[data-picture]").set_input_files(large)
    expect(phone.locator("[data-preview]")).to_be_visible()
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-sent]")).to_have_text("1 sent")
    with app.app_context():
        [sent] = db.session.scalars(select(BoothCapture))
        assert sent.card_id is not None
        assert (sent.told["note"], sent.told["rank"]) == ("价格表", "A")


def test_what_is_said_of_a_picture_that_got_lost_is_read_also_by_who_was_quick_with_next(
    code: str, phone: Page, tmp_path: Path
) -> None:
    phone.add_init_script(
        "window.createImageBitmap = () => new Promise((_, fail) => setTimeout(() => fail(new Error()), 1500));"
    )
    enter(phone, code)
    ready(phone)
    phone.locator("[name=note]").fill("价格表")
    huge = tmp_path / "card.heic"
    huge.write_bytes(b"\0\0\0\x18ftypheic" + bytes(20_000_000))
    phone.locator("[data-picture]").set_input_files(huge)
    phone.locator(".onward button").tap()
    expect(phone.locator("[data-sent]")).to_have_text("1 sent")
    expect(phone.locator("#messages")).to_contain_text("cannot be made small enough here")
